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
HOLD = Text("冻结", "Hold")
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
RULE = Text("规则", "Rule")
SKU = Text("规格", "Sku")
VALID_FOR = Text("有效期", "Valid for")
RANGE = Text("每期调用量", "Calls in a period")
ON = Text("价格日期", "Prices of")
SINCE = Text("自", "in force since")
CURRENT = Text("未指定，取当前账期", "none was asked for: the current one")
EARLIEST = Text("未指定，取所给最早日期所在账期", "none was asked for: the one of the earliest date given")
FOLLOWING = Text("未指定，取所给状态之后的账期", "none was asked for: the one after the state given")
APPROXIMATE = Text("时间为近似值", "time approximate")
NO_CHANNEL = Text("无渠道", "no channel")

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

ENTRIES = {"purchase": PURCHASE, "release": RELEASE, "charge": CHARGE, "freeze": FREEZE}
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
