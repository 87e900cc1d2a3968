"""Every code that an answer or a catalog's problem may carry, with its meaning in Chinese and English: one table."""

from ratecard.domain.text import Text

REFUSALS = {
    "ambiguous-product": Text(
        "多个目录中有同名产品，请用“目录/产品”指明", "Several catalogs have the product: ask for catalog/product"
    ),
    "ambiguous-sku": Text("多个步骤出售同名资源包，请用“步骤/sku”指明", "Several steps sell the sku: ask for step/sku"),
    "bad-factor": Text("倍数不大于零", "A factor that is not above zero"),
    "bad-instant": Text("既不是日期也不是时刻", "The text is no date and no instant"),
    "bad-choice": Text("该步骤没有此项可选", "The step does not leave that choice to the account"),
    "bad-order": Text("订单写明了套餐未开放的内容", "The order says what its offer does not leave to it"),
    "bad-page": Text("分页的条数不成立", "A page of too many members, or of the first and the last ones at once"),
    "bad-owned": Text("已有资源包的数据不成立", "The pack said to be owned can't be"),
    "bad-quantity": Text("订购数量小于 1", "An order of less than one"),
    "bad-range": Text(
        "曲线的调用量范围或点数无法绘制", "The curve's range of units or number of points can't be drawn"
    ),
    "bad-seconds": Text("查找时间小于零", "A time to look for advice that is below zero"),
    "bad-settings": Text("步骤的设置不成立", "Settings that the step's strategy does not take, as in a catalog"),
    "cap-exceeded": Text("同时有效的叠加包超过上限", "More capacity in force at once than may be bought"),
    "chain-leaves-units": Text(
        "有调用量没有被任何步骤计费", "Units that no step of the chain covers: never priced at zero"
    ),
    "damaged-state": Text("状态已损坏或被改动", "The state is not one that an answer gave"),
    "debit-not-coarser": Text("扣费的小数位数不少于明细", "Debits have as many decimal places as the lines, or more"),
    "deadline-exceeded": Text("计算超时", "The answer was not ready in time: ask for less at once"),
    "doubly-dated": Text("调用记录有两种时间写法", "A usage record that says in two ways when it was"),
    "foreign-state": Text("状态属于其他产品、结算链或时间", "The state belongs to another product, chain or time"),
    "different-calendar": Text(
        "另一产品的币种、时区或账期不同", "The other product is billed in other periods or another currency"
    ),
    "different-currencies": Text("币种不同，无法比较", "Totals in several currencies can't be compared"),
    "fractional-quantity": Text(
        "数量不是整数，且没有按块取整的计量规则", "A quantity that is not whole, and no block that rounds it"
    ),
    "fractional-units": Text("调用量不是整数", "Units that are not a whole number"),
    "limit-reached": Text("超过每个账号的限购数量", "More of the pack than one account may buy"),
    "missing-quantity": Text("记录缺少计量规则所需的数量", "A record without the quantity that its rule counts"),
    "naive-instant": Text("时刻没有时区偏移", "An instant without an offset"),
    "product-left-out": Text(
        "为产品计价的插件已停用，该产品不提供报价", "A plugin that prices the product is disabled: it is not served"
    ),
    "negative-units": Text("调用量小于零", "Units below zero"),
    "no-such-order": Text("没有可取消的该订单", "There is no such order to drop"),
    "not-in-force": Text("该产品当时尚未定价", "The product has no version that early"),
    "not-returnable": Text("资源包不能退还", "The pack can't be given back"),
    "not-on-offer": Text("该步骤此时不向此账号出售", "The step does not sell it to this account at this time"),
    "nothing-on-offer": Text("结算链没有出售任何资源包", "No step of the chain sells anything"),
    "order-outside-periods": Text(
        "订购时间不在所问账期内", "A purchase outside the periods asked about: give it as owned"
    ),
    "out-of-time": Text("时间超出公元 1 至 9999 年", "A length of time that leads out of the years 1 to 9999"),
    "overlapping-slices": Text(
        "同一接口、同一返回码的调用量时段重叠", "Two slices of one meter and code cover the same instant"
    ),
    "pack-used": Text("资源包已使用，不能退还", "A pack of which units were used can't be given back"),
    "repeated-label": Text("调用记录的标签重复", "A label that a record has twice"),
    "return-too-late": Text("已超过退还期限", "The pack could be given back only before that"),
    "reversed-interval": Text("时段的结束不晚于开始", "An interval that does not end after it starts"),
    "slice-outside-periods": Text("调用量时段不在所问账期内", "Usage outside the periods asked about"),
    "step-exists": Text("结算链中已有该步骤", "The chain has a step of that id already"),
    "too-few-points": Text("点数不足以画出所有折点", "Fewer points than the curve's bends need"),
    "too-long-to-advise": Text("账期数超过 36，无法建议", "More periods than advice looks ahead"),
    "too-many-cells": Text("比较的组合不在 1 到 400 之间", "The combinations to compare are not from 1 to 400"),
    "too-many-changes": Text("更改超过 200 项", "More than 200 changes"),
    "too-many-crossings": Text("比较的答案过多，无法求交点", "More answers than crossings are looked for among"),
    "too-many-curves": Text("曲线超过 12 条", "More than 12 curves beside the question's own"),
    "too-many-lots": Text("资源包过多", "More packs than one account may hold"),
    "too-many-periods": Text("账期数不在 1 到 600 之间", "The number of periods is not from 1 to 600"),
    "too-many-records": Text("调用记录过多", "More usage records than one question may hold"),
    "too-many-slices": Text("调用量时段超过 10 000 个", "More than 10 000 slices"),
    "too-many-units": Text("调用量超过 2⁵³ - 1", "Units above 2⁵³ - 1"),
    "undated-record": Text("调用记录没有时间", "A usage record that does not say when"),
    "unknown-cursor": Text("游标不是由该列表给出的", "A cursor that no page of the list gave"),
    "unknown-catalog": Text("没有该目录", "No loaded catalog has that id"),
    "unknown-digest": Text("没有加载该摘要的目录", "No loaded catalog has that digest"),
    "unknown-kind": Text("没有安装该计费策略", "No installed strategy has that kind"),
    "unknown-meter": Text("产品没有该接口", "The product has no meter of that id"),
    "unknown-period": Text("账期写法不正确", "The text names no period of the catalog's kind"),
    "unknown-product": Text("没有该产品", "No loaded catalog has that product"),
    "unknown-sku": Text("没有步骤出售该资源包", "No step of the chain offers that sku"),
    "unknown-step": Text("结算链中没有该步骤", "The chain has no step of that id"),
    "unmetered-record": Text("没有计量规则适用于该调用记录", "A usage record that no metering rule counts"),
    "wrong-row": Text("文件中的一行无法读取", "A row of a file of records that can't be read"),
    "wrong-quantity": Text("调用记录的数量不成立", "A usage record's quantity that can't be"),
}

NOTICES = {
    "exhausted": Text("资源包已用尽", "A pack is used up: the last usable one, or any"),
    "expiring": Text("资源包即将到期", "A pack with calls left is about to expire"),
    "low-balance": Text("可用余额不足", "The available balance is low"),
    "low": Text("资源包余量不足", "A pack is low: the last usable one, or any"),
}

HINTS = {
    "cheaper-neighbour": Text("调用量更多反而更便宜", "A larger count of calls costs less, across a cliff"),
    "dominated-order": Text("同样的钱有更好的资源包", "Other packs of the step hold as much and cost no more"),
    "expiring": Text("资源包有余量到期作废", "Units of bought packs that are lost"),
    "pack-would-pay": Text("购买一个资源包更便宜", "One pack that would have paid for itself"),
    "run-out": Text("资源包何时用完", "When the last bought pack is used up"),
}

ERRORS = {
    "bad-request": Text("请求不是有效的 GraphQL 请求", "The request is not one that GraphQL can answer"),
    "internal-error": Text("服务器内部错误，请提供其编号", "A fault of the server: quote its number"),
    "not-registered": Text("只接受已登记的查询", "Only registered documents are answered"),
    "persisted-query-not-found": Text("没有该编号的查询，请连同文本发送", "No document has the id: send its text too"),
    "wrong-hash": Text("哈希与查询文本不符", "The hash is not the document's own"),
    "busy": Text("等待中的操作过多，请稍后再试", "Too many operations wait already: ask again later"),
    "rate-exceeded": Text("该密钥每分钟的请求数已用完", "The key's requests of this minute are used up"),
    "unauthenticated": Text("需要有效的 API 密钥", "A known API key is needed"),
    "too-complex": Text("查询过大、过深或过重", "The query is too long, too deep or too costly"),
    "not-found": Text("没有这个地址", "There is nothing at that address"),
    "method-not-allowed": Text("该地址不支持此方法", "The address does not take that method"),
    "too-large": Text("请求体过大", "The request body is too large"),
    "too-slow": Text("请求体迟迟未到", "The request body did not come in time"),
    "plugin-fault": Text("插件违反约定", "A plugin broke the contract"),
    "too-many-quotes": Text("一次提问过多", "More questions than one list may hold"),
    "unknown-locale": Text("不支持该语言", "Texts exist in zh and en only"),
    "deadline-exceeded": REFUSALS["deadline-exceeded"],
}

PROBLEMS = {
    "backdated-version": Text("新版本的生效日不晚于发布日", "A new version begins before it is published"),
    "changed-convention": Text("各版本的币种、时区或账期不同", "Versions differ in currency, time zone or period"),
    "changed-kind": Text("新版本的步骤换了策略", "A new version gives a step another strategy"),
    "control-character": Text(
        "文本或文件名含有控制字符", "A text or a file's name with a character that a terminal obeys"
    ),
    "dearer-tier": Text("后一阶梯更贵（提醒）", "A later tier costs more (a warning)"),
    "dominated-pack": Text(
        "更大的或多个更小的资源包更便宜（提醒）", "A larger pack, or several smaller ones, cost no more (a warning)"
    ),
    "duplicate-catalog": Text("两个文件夹是同一个目录", "Two folders have catalogs of one id"),
    "duplicate-meter": Text("接口重复", "A meter is there twice"),
    "duplicate-sku": Text("同一商品出现两次", "A sku is offered twice"),
    "duplicate-step": Text("结算链中步骤重复", "A step is in the chain twice"),
    "duplicate-version": Text("同一产品有两个相同生效日的文件", "Two files of one id and one effective_from"),
    "empty-chain": Text("结算链为空", "The chain has no steps"),
    "failed-example": Text("示例金额与计算不符", "An example's total is not what the engine computes"),
    "lower-fee": Text("后一阶梯的固定费用更低（提醒）", "A later tier has a lower fee (a warning)"),
    "limited-discount": Text(
        "折扣一开始就达到上限（提醒）", "A discount that is at its limit from the start (a warning)"
    ),
    "missing-key": Text("缺少必填项", "A key is missing"),
    "nested-folder": Text("目录内的子文件夹不会被读取", "A folder inside a catalog is not read"),
    "no-catalog": Text("文件夹中没有目录", "The folder holds no catalog"),
    "no-products": Text("目录中没有产品", "The catalog has no products"),
    "not-in-force": Text("当时没有可用的共享设置", "No shared version is in force when the product begins"),
    "not-utf-8": Text("文件不是 UTF-8 编码", "The file is not UTF-8 text"),
    "published-version-changed": Text("已发布的版本被修改", "A version that is published was changed"),
    "published-version-gone": Text("已发布的版本被删除", "A version that is published is gone"),
    "reserved-id": Text("该标识已保留", "The id is reserved"),
    "small-percent": Text("折扣不足 1%，疑似写成小数（提醒）", "A discount of less than 1 % (a warning)"),
    "stranded-packs": Text("新版本会使已购资源包失效", "A new version would strand paid units"),
    "syntax": Text("不是正确的 TOML", "The file is not TOML"),
    "file-too-large": Text("文件过大", "A file that is larger than any price sheet"),
    "too-many-examples": Text(
        "示例的账期与用量过多", "Examples of more periods and usage than are priced at each load"
    ),
    "unknown-key": Text("没有该设置项", "A key is not known"),
    "unknown-kind": REFUSALS["unknown-kind"],
    "unknown-meter": REFUSALS["unknown-meter"],
    "unknown-step": REFUSALS["unknown-step"],
    "unknown-revision": Text("无法取得要比较的 git 版本", "A git revision to compare with can't be had"),
    "unreached-rule": Text("计量规则永远不会生效", "A metering rule that earlier ones leave nothing to"),
    "unreadable": Text("文件或文件夹无法读取", "A file or a folder can't be read"),
    "unreadable-publication": Text("已发布的目录无法加载", "What was published does not load any more"),
    "wrong-keeps": Text("keeps 指向的步骤不成立", "What keeps names can't take the packs over"),
    "wrong-type": Text("值的类型不对", "A value of the wrong type"),
    "wrong-value": Text("值不成立", "A value that can't be"),
    "chain-leaves-units": REFUSALS["chain-leaves-units"],
    "debit-not-coarser": REFUSALS["debit-not-coarser"],
    "dear-pack": Text("资源包比后付费还贵（提醒）", "A pack that costs more than its calls do without it (a warning)"),
    "idle-step": Text("步骤从不起作用（提醒）", "A step that never does anything (a warning)"),
    "missing-reason": Text("接受提醒时没有写明理由", "A warning is accepted without a reason"),
    "no-examples": Text("产品没有示例（提醒）", "A product without examples (a warning)"),
    "not-proven": Text("未能全部验证（提醒）", "What the check left out, for it is too much work (a warning)"),
    "no-open-tier": Text("最后一个阶梯没有敞口", "The last tier is not open-ended"),
    "no-tiers": Text("阶梯表为空", "A table without tiers"),
    "out-of-time": REFUSALS["out-of-time"],
    "overlapping-tiers": Text("阶梯重叠或无法到达", "Tiers that overlap, or that no call reaches"),
    "plugin-fault": ERRORS["plugin-fault"],
    "price-cliff": Text("多调用一次反而更便宜（提醒）", "One call more costs less (a warning)"),
    "price-gap": Text("有一段调用量没有价格", "A range of calls that no step covers"),
    "two-open-tiers": Text("有两个敞口阶梯", "Two open-ended tiers"),
    "unpayable-price": Text("价格的小数位数多于货币", "A price with more decimal places than the catalog's money"),
    "unreached-tier": Text("没有调用量按该阶梯计费（提醒）", "A tier that no call is ever charged at (a warning)"),
    "untranslated-name": Text("名称缺少中文或英文（提醒）", "A name without Chinese or English (a warning)"),
    "unused-acceptance": Text("接受了并不存在的提醒（提醒）", "An accepted warning that there is not (a warning)"),
    "vanishing-price": Text("取整后始终为零的价格", "A price that rounding makes nothing of, for any number of calls"),
}


def meaning(code: str) -> Text | None:
    """What the code of a catalog's problem or warning means; None for one that a plugin made up."""
    return PROBLEMS.get(code) or REFUSALS.get(code)
