"""The words that tables and sentences for people are made of."""

from ratecard.domain.text import Text
from ratecard.price_sheet.word import BILL as BILL
from ratecard.price_sheet.word import CALLS as CALLS
from ratecard.price_sheet.word import CATALOG as CATALOG
from ratecard.price_sheet.word import CATEGORY as CATEGORY
from ratecard.price_sheet.word import CONTACT as CONTACT
from ratecard.price_sheet.word import CONTACT_AT as CONTACT_AT
from ratecard.price_sheet.word import CURRENCY as CURRENCY
from ratecard.price_sheet.word import METER as METER
from ratecard.price_sheet.word import METERING as METERING
from ratecard.price_sheet.word import NAME as NAME
from ratecard.price_sheet.word import ON as ON
from ratecard.price_sheet.word import PER_CALL as PER_CALL
from ratecard.price_sheet.word import PERIOD as PERIOD
from ratecard.price_sheet.word import PRICE as PRICE
from ratecard.price_sheet.word import PRICED_BY as PRICED_BY
from ratecard.price_sheet.word import PRODUCT as PRODUCT
from ratecard.price_sheet.word import RULE as RULE
from ratecard.price_sheet.word import SINCE as SINCE
from ratecard.price_sheet.word import SKU as SKU
from ratecard.price_sheet.word import SUM as SUM
from ratecard.price_sheet.word import TOTAL as TOTAL
from ratecard.price_sheet.word import UNIT as UNIT

LINE = Text("明细", "Line")
UNITS = Text("调用量", "Units")
AMOUNT = Text("金额", "Amount")
SOURCE = Text("依据", "Source")
PURCHASES = Text("购买", "Purchases")
CHARGE = Text("账单扣费", "Charge")
FREEZE = Text("冻结", "Freeze")
RELEASE = Text("解冻", "Release")
PURCHASE = Text("购买", "Purchase")
HELD = Text("期末冻结", "On hold")
LOST = Text("过期作废", "Lost")
NOTICE = Text("通知", "Notice")
NOTICES = Text("通知", "Notices")
KEPT_HOLD = Text("（保持不变，直至金额确定）", " (kept until the charge is known; nothing new is frozen)")
UNKNOWN = Text("未知", "unknown")
LOT = Text("资源包", "Pack")
LOTS = Text("资源包", "Packs")
ENTITLEMENTS = Text("叠加包", "Bought for a time")
BEFORE = Text("期初", "Before")
USED = Text("使用", "Used")
AFTER = Text("期末", "After")
EFFECTIVE = Text("生效", "Effective")
EXPIRES = Text("到期", "Expires")
DATE = Text("日期", "Date")
ENTRY = Text("收支", "Entry")
AVAILABLE = Text("可用余额", "Available")
FROZEN = Text("冻结余额", "Frozen")
OPENING = Text("期初余额", "Opening balance")
LEDGER = Text("收支明细", "Ledger")
STEP = Text("步骤", "Step")
CURRENT = Text("未指定，取当前账期", "none was asked for: the current one")
EARLIEST = Text("未指定，取所给最早日期所在账期", "none was asked for: the one of the earliest date given")
FOLLOWING = Text("未指定，取所给状态之后的账期", "none was asked for: the one after the state given")
APPROXIMATE = Text("时间为近似值", "time approximate")
NO_CHANNEL = Text("无渠道", "no channel")

CHANGE = Text("变更", "Change")
CHANGES = Text("变更", "Changes")
BEFORE_CHANGES = Text("变更前", "Before")
AFTER_CHANGES = Text("变更后", "After")
BY_PERIOD = Text("各账期", "By period")
BY_STEP = Text("各步骤", "By step")
HELD_BEFORE = Text("变更前冻结", "On hold before")
HELD_AFTER = Text("变更后冻结", "On hold after")
DIFFERENCE = Text("差额", "Difference")
TOTAL_AFTER = Text("变更后合计", "Total after it")
UNCHANGED = Text("不变", "as it is")
WHY = Text("原因", "Why")

BASELINE = Text("基准", "Baseline")
CHEAPEST = Text("最便宜", "Cheapest")
CHEAPEST_FROM = Text("每期调用量在各范围内最便宜的方案", "Cheapest by calls in a period")
REFUSED = Text("无法计价", "refused")
CALLS_FROM = Text("自", "From")
CALLS_TO = Text("至", "To")

QUANTITY = Text("数量", "Quantity")
BUY = Text("购买建议", "Buy")
WITH_ORDERS = Text("按建议购买", "With these orders")
WITHOUT_ORDERS = Text("不购买", "Without them")
SAVING = Text("节省", "Saving")
SINGLE = Text("最佳单个资源包", "Best single pack")
BREAK_EVEN = Text("盈亏平衡", "Break-even")
UNUSED = Text("未用完", "Unused")
PROOF = Text("最优性", "Optimum")

HINTS = Text("提示", "Hints")
NONE = Text("无", "none")

RECORDS = Text("记录", "Records")
CALLED = Text("调用次数", "Calls")
READ = Text("数量", "Quantity")
BLOCKS = Text("块数", "Blocks")
SLICES = Text("时段", "Slices")
CODE = Text("返回码", "Code")
FROM = Text("自", "From")
TO = Text("至", "To")
UNREAD = Text("未读取", "Not read")
NO_RULES = Text("无规则：每次调用计一次", "no rules: one a call")
METERED_BY = Text("计量依据", "Metered by")

TRACE = Text("结算过程", "Trace")
GIVEN = Text("收到", "Given")
ORDERS = Text("订单", "Orders")
RETURNS = Text("退订", "Returns")
OWNED = Text("已有资源包", "Owned")
STATE = Text("状态", "State")
OPEN_HOLD = Text("已冻结", "Open hold")
ACCOUNT = Text("账户", "Account")
FACT = Text("事实", "Fact")
LEFT = Text("剩余", "Left")
STATE_LEFT = Text("留下的状态", "State left")
LOGGED = Text("记录时", "Logged")
NOW = Text("现在", "Now")
RAISED_AT = Text("出错位置", "Raised at")
HINT = Text("提示", "Hint")
ABSENT = Text("不参与", "Absent")

KIND = Text("计费策略", "Kind")
PLUGIN = Text("插件", "Plugin")
DISTRIBUTION = Text("发行包", "Distribution")
VERSION = Text("版本", "Version")
SETTING = Text("设置", "Setting")
TYPE = Text("类型", "Type")
DEFAULT = Text("默认", "Default")
FILE = Text("文件", "File")
DESCRIPTION = Text("说明", "Description")
FOLDER = Text("文件夹", "Folder")
PRODUCTS = Text("产品", "Products")
VERSIONS = Text("版本", "Versions")
EXAMPLES = Text("示例", "Examples")
ZONE = Text("时区", "Time zone")
DIGEST = Text("摘要", "Digest")
WARNINGS = Text("警告", "Warnings")
PROVING = Text("证明价格", "Proving prices")
DISABLED = Text("已停用的插件", "Disabled plugins")
LEFT_OUT = Text("因插件停用而未提供的产品", "Products left out because a plugin is disabled")

RETURN = Text("退款", "Return")
RETURNED = Text("已退", "returned")
NOT_SERVED = Text("拒绝调用", "Refused")
ENTRIES = {"purchase": PURCHASE, "return": RETURN, "release": RELEASE, "charge": CHARGE, "freeze": FREEZE}
"""What each kind of ledger entry is called."""
HOLDS = {"release": RELEASE, "freeze": FREEZE}
"""What each kind of hold is called."""
