"""The plugin host: finds what is installed, leaves out what is disabled, holds every class to the contract.

pluggy only discovers; a plugin that can't be imported or breaks the contract stops the start-up with one sentence.
"""

import dataclasses
import importlib.metadata
import re
from collections.abc import Iterable, Mapping
from inspect import isabstract
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

import pluggy

from ratecard import contract, hookspecs
from ratecard.domain.errors import Plugin, listed, nearest
from ratecard.domain.step import is_interrupt, said
from ratecard.domain.strategy import Installed, Strategy
from ratecard.domain.text import Text
from ratecard.spi import CONTRACT

GROUP = "ratecard"
"""The entry-point group that plugins are found by, the built-in ones among them."""

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MUTABLE = (list, dict, set, bytearray)


class HostProblem(Exception):
    """The plugins that are installed can't be used; one sentence, perhaps with a hint."""

    def __init__(self, sentence: str, hint: str | None = None) -> None:
        super().__init__(sentence if hint is None else f"{sentence}\nHint: {hint}")


def discover(
    disabled: Iterable[str] = (), found: Iterable[importlib.metadata.EntryPoint] | None = None
) -> Mapping[str, Installed]:
    """The installed strategies by kind; `disabled` names plugins that are not even imported.

    `found` are the entry points to look at, those of the environment unless given. Raises `HostProblem`.
    """
    plugins = _plugins(importlib.metadata.entry_points(group=GROUP) if found is None else found)
    disabled = list(disabled)
    _check_disabled(disabled, plugins)
    host = pluggy.PluginManager(GROUP)
    host.add_hookspecs(hookspecs)
    for name, (plugin, entry_point) in plugins.items():
        if name not in disabled:
            _register(host, plugin, entry_point)
    strategies: dict[str, Installed] = {}
    for implementation in host.hook.ratecard_strategies.get_hookimpls():
        plugin, _ = plugins[implementation.plugin_name]
        for strategy in _strategies(plugin, implementation.function):
            _check_strategy(strategy, plugin, strategies)
            strategies[strategy.kind] = Installed(strategy, plugin)
    return MappingProxyType(dict(sorted(strategies.items())))


def _check_disabled(disabled: Iterable[str], plugins: Mapping[str, object]) -> None:
    for name in disabled:
        if name not in plugins:
            raise HostProblem(
                f"plugin {name!r} is disabled but not installed; installed: {listed(plugins)}", nearest(name, plugins)
            )


def _check_strategy(strategy: type[Strategy], plugin: Plugin, others: Mapping[str, Installed]) -> None:
    """That it keeps the contract, and that no other one is of its kind."""
    problem = _broken(strategy)
    if problem:
        raise HostProblem(f"{_named(plugin)} breaks the contract: {problem}")
    other = others.get(strategy.kind)
    if other:
        raise HostProblem(
            f"kind {strategy.kind!r} is shipped by {_named(other.plugin)} and by {_named(plugin)}",
            "disable one of the two plugins",
        )


def _named(plugin: Plugin) -> str:
    return f"plugin {plugin.name!r} ({plugin.distribution} {plugin.version})"


def _plugins(
    found: Iterable[importlib.metadata.EntryPoint],
) -> dict[str, tuple[Plugin, importlib.metadata.EntryPoint]]:
    plugins: dict[str, tuple[Plugin, importlib.metadata.EntryPoint]] = {}
    for entry_point in sorted(found, key=lambda entry_point: entry_point.name):
        distribution = entry_point.dist
        plugin = Plugin(
            entry_point.name,
            distribution.name if distribution else "unknown",
            distribution.version if distribution else "0",
        )
        if plugin.name in plugins and plugins[plugin.name] != (plugin, entry_point):
            other = plugins[plugin.name][0]
            raise HostProblem(
                f"plugin {plugin.name!r} is installed twice: by {other.distribution} {other.version}"
                f" and by {plugin.distribution} {plugin.version}",
                "uninstall one of the two",
            )
        plugins[plugin.name] = (plugin, entry_point)
    return plugins


def _register(host: pluggy.PluginManager, plugin: Plugin, entry_point: importlib.metadata.EntryPoint) -> None:
    hint = f"uninstall {plugin.distribution}, or disable it: RATECARD_DISABLED={plugin.name}"
    requires = contract.written(entry_point.value)
    if requires is not None:
        _check_requires(plugin, requires)
    try:
        module = entry_point.load()
    except BaseException as error:
        if is_interrupt(error):
            raise
        problem = f"{_named(plugin)} can't be imported: {type(error).__name__}: {said(error)}"
        raise HostProblem(problem, hint) from error
    _check_requires(plugin, contract.imported(module))
    _check_hooks(host, plugin, module)
    try:
        host.register(module, name=plugin.name)
        host.check_pending()
    except (ValueError, pluggy.PluginValidationError) as error:
        reason = str(error).splitlines()[0]
        raise HostProblem(f"{_named(plugin)} breaks the contract: {reason}", hint) from error
    if not host.get_hookcallers(module):
        raise HostProblem(
            f"{_named(plugin)} implements no hook; known: ratecard_strategies",
            "mark the function with ratecard.spi.hookimpl",
        )


def _check_requires(plugin: Plugin, requires: object) -> None:
    """The contract that this engine offers must be one that the plugin is written for."""
    why = contract.unmet(requires)
    if why:
        raise HostProblem(
            f"{_named(plugin)} {why}",
            f"install a version of {plugin.distribution} for contract {CONTRACT}, or another version of ratecard; "
            f"or disable it: RATECARD_DISABLED={plugin.name}",
        )


def _check_hooks(host: pluggy.PluginManager, plugin: Plugin, module: Any) -> None:
    """Every function that is marked as a hook must have a hook's name."""
    known = [name for name in vars(hookspecs) if host.parse_hookspec_opts(hookspecs, name)]
    for name in vars(module):
        if name not in known and host.parse_hookimpl_opts(module, name) is not None:
            raise HostProblem(
                f"{_named(plugin)} breaks the contract: hook {name!r} is not known; known: {listed(known)}",
                nearest(name, known),
            )


def _strategies(plugin: Plugin, hook: Any) -> Iterable[type[Strategy]]:
    try:
        return list(hook())
    except BaseException as error:
        if is_interrupt(error):
            raise
        problem = f"{_named(plugin)} can't list its strategies: {type(error).__name__}: {said(error)}"
        raise HostProblem(problem) from error


def _broken(strategy: object) -> str | None:
    """What in the class breaks the contract, None when nothing does."""
    if not isinstance(strategy, type) or not issubclass(strategy, Strategy):
        return f"ratecard_strategies returned {strategy!r}, which is no subclass of Strategy"
    name = strategy.__name__
    if isabstract(strategy):
        return f"{name} does not implement {listed(sorted(strategy.__abstractmethods__))}"
    kind = getattr(strategy, "kind", None)
    if not isinstance(kind, str) or not _KEBAB.fullmatch(kind):
        return f"{name}.kind must be in kebab-case, as 'flat-fee', got {kind!r}"
    if not isinstance(getattr(strategy, "title", None), Text):
        return f"{name}.title must be a Text"
    parameters = strategy.__dict__.get("__dataclass_params__")
    if parameters is None or not parameters.frozen or "__slots__" not in strategy.__dict__:
        return f"{name} must be a dataclass(frozen=True, slots=True, kw_only=True)"
    return _broken_types(strategy)


def _broken_types(strategy: type[Strategy]) -> str | None:
    name = strategy.__name__
    try:
        hints = get_type_hints(strategy)
    except Exception as error:
        return f"{name} has a field whose type can't be read: {error}"
    for field in dataclasses.fields(strategy):
        if not field.kw_only:
            return f"{name} must be a dataclass(frozen=True, slots=True, kw_only=True)"
        inner = _leaves(hints[field.name])
        if float in inner:
            return f"{name}.{field.name} is a float; money is a Decimal and units are an int"
        if any(issubclass(leaf, _MUTABLE) for leaf in inner if isinstance(leaf, type)):
            return f"{name}.{field.name} can change; use a tuple"
    state = strategy.state_type
    if state is not None and not _is_immutable(state):
        return f"{name}.state_type must be a NamedTuple or a frozen dataclass, got {state!r}"
    changing = _changing(state) if state is not None else None
    if changing:
        return f"{name}.state_type can change, by its field {changing}; use a tuple"
    if not isinstance(strategy.state_version, int):
        return f"{name}.state_version must be a whole number, got {strategy.state_version!r}"
    return None


def _changing(state: type) -> str | None:
    """A field of a state whose value could be changed in place; a plugin would change its own past."""
    try:
        hints = get_type_hints(state)
    except Exception:  # types that can't be read are looked at when there is a state
        return None
    for name, hint in hints.items():
        if any(issubclass(leaf, _MUTABLE) for leaf in _leaves(hint) if isinstance(leaf, type)):
            return name
    return None


def _leaves(hint: Any) -> set[Any]:
    origin = get_origin(hint)
    return {origin or hint}.union(*map(_leaves, get_args(hint)))


def _is_immutable(state: object) -> bool:
    if not isinstance(state, type):
        return False
    parameters = getattr(state, "__dataclass_params__", None)
    return (issubclass(state, tuple) and hasattr(state, "_fields")) or bool(parameters and parameters.frozen)
