"""The words that tables and sentences for people are made of."""

from ratecard.domain.text import Text

PRODUCT = Text("产品", "Product")
NAME = Text("名称", "Name")
CATEGORY = Text("服务类别", "Category")
CATALOG = Text("目录", "Catalog")
PERIOD = Text("账期", "Period")
LINE = Text("明细", "Line")
UNITS = Text("调用量", "Units")
PRICE = Text("单价", "Price")
AMOUNT = Text("金额", "Amount")
SUM = Text("算式", "Sum")
SOURCE = Text("依据", "Source")
TOTAL = Text("合计", "Total")
PURCHASES = Text("购买", "Purchases")
CHARGE = Text("账单扣费", "Charge")
FREEZE = Text("冻结", "Freeze")
RELEASE = Text("解冻", "Release")
PURCHASE = Text("购买", "Purchase")
HELD = Text("期末冻结", "On hold")
LOST = Text("过期作废", "Lost")
NOTICE = Text("通知", "Notice")
NOTICES = Text("通知", "Notices")
CONTACT = Text("联系商务", "contact sales")
CONTACT_AT = Text("联系商务", "Contact")
KEPT_HOLD = Text("（保持不变，直至金额确定）", " (kept until the charge is known; nothing new is frozen)")
UNKNOWN = Text("未知", "unknown")
BILL = Text("出账", "Bill")
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
PRICED_BY = Text("定价依据", "Priced by")
STEP = Text("步骤", "Step")
SKU = Text("规格", "Sku")
VALID_FOR = Text("有效期", "Valid for")
QUANTITIES = Text("每单数量", "In one order")
RANGE = Text("每期调用量", "Calls in a period")
RANGE_OVER = {
    "day": Text("每日调用量", "Calls in a day"),
    "month": Text("每月调用量", "Calls in a month"),
    "quarter": Text("每季度调用量", "Calls in a quarter"),
    "year": Text("每年调用量", "Calls in a year"),
}
"""What tiers are about that count over a longer time than the billing period."""
FEE = Text("固定费用", "Fee")
OTHER_PRICES = Text("其他单价", "Other prices")
ON = Text("价格日期", "Prices of")
SINCE = Text("自", "in force since")
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
CALLS = Text("每期调用量", "Calls in a period")
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

PER_CALL = Text("平均单价", "Per call")
HINTS = Text("提示", "Hints")
NONE = Text("无", "none")

METERING = Text("计量", "What a call counts as")
RULE = Text("计量规则", "Rule")
METER = Text("接口", "Meter")
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

KIND = Text("计费策略", "Kind")
PLUGIN = Text("插件", "Plugin")
DISTRIBUTION = Text("发行包", "Distribution")
VERSION = Text("版本", "Version")
DESCRIPTION = Text("说明", "Description")
FOLDER = Text("文件夹", "Folder")
PRODUCTS = Text("产品", "Products")
VERSIONS = Text("版本", "Versions")
EXAMPLES = Text("示例", "Examples")
CURRENCY = Text("币种", "Currency")
ZONE = Text("时区", "Time zone")
DIGEST = Text("摘要", "Digest")
WARNINGS = Text("警告", "Warnings")
DISABLED = Text("已停用的插件", "Disabled plugins")

LIST_PRICE = Text("原价", "List price")
STARTS = Text("生效", "Starts")
MAY_RETURN = Text("可退", "Returnable")
LIMIT = Text("限购", "Limit")
YES = Text("是", "yes")
CHOSEN = Text("自选", "as chosen")
RETURN = Text("退款", "Return")
RETURNED = Text("已退", "returned")
NOT_SERVED = Text("拒绝调用", "Refused")
SOLD_BY = {"day": Text("每天", "a day"), "month": Text("每月", "a month")}
"""By what length of time something is sold."""
ENTRIES = {"purchase": PURCHASE, "return": RETURN, "release": RELEASE, "charge": CHARGE, "freeze": FREEZE}
"""What each kind of ledger entry is called."""
HOLDS = {"release": RELEASE, "freeze": FREEZE}
"""What each kind of hold is called."""
UNIT = {
    "hour": Text("小时", "hour"),
    "day": Text("日", "day"),
    "month": Text("月", "month"),
    "year": Text("年", "year"),
}
"""What a catalog's billing period is."""
