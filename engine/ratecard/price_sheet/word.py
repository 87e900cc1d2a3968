"""The words that price lists are made of."""

from ratecard.domain.text import Text

PRODUCT = Text("产品", "Product")
NAME = Text("名称", "Name")
CATEGORY = Text("服务类别", "Category")
CATALOG = Text("目录", "Catalog")
CURRENCY = Text("币种", "Currency")
PERIOD = Text("账期", "Period")
BILL = Text("出账", "Bill")
ON = Text("价格日期", "Prices of")
SINCE = Text("自", "in force since")
SKU = Text("规格", "Sku")
ON_OFFER = Text("额度", "Units")
"""What a pack holds: calls, or points."""
METER = Text("接口", "Meter")
QUANTITIES = Text("每单数量", "In one order")
LIST_PRICE = Text("原价", "List price")
PRICE = Text("单价", "Price")
VALID_FOR = Text("有效期", "Valid for")
STARTS = Text("生效", "Starts")
CHOSEN = Text("自选", "as chosen")
MAY_RETURN = Text("可退", "Returnable")
YES = Text("是", "yes")
LIMIT = Text("限购", "Limit")
CALLS = Text("每期调用量", "Calls in a period")
FEE = Text("固定费用", "Fee")
OTHER_PRICES = Text("其他单价", "Other prices")
CONTACT = Text("联系商务", "contact sales")
CONTACT_AT = Text("联系商务", "Contact")
UNIT = {
    "hour": Text("小时", "hour"),
    "day": Text("日", "day"),
    "month": Text("月", "month"),
    "quarter": Text("季度", "quarter"),
    "year": Text("年", "year"),
}
"""What a billing period is, tiers count over, an allowance is granted for, or something is sold by."""
METERING = Text("计量", "What a call counts as")
RULE = Text("计量规则", "Rule")
TOTAL = Text("合计", "Total")
PER_CALL = Text("平均单价", "Per call")
SUM = Text("算式", "Sum")
PRICED_BY = Text("定价依据", "Priced by")

SHEET = Text("价格表", "Price sheet")
SHEETS = Text("价格表", "Price sheets")
LOW_BALANCE = Text("余额提醒", "Low balance notice")
METERS = Text("接口", "Meters")
COUNTS = Text("每次调用计为", "Units a call")
SETTLEMENT = Text("结算顺序", "Settlement order")
IN_ORDER = Text(
    "调用量依次经过以下步骤；已由某一步骤结算的调用量，不再进入后续步骤。",
    "Calls are settled in this order: what one step covers, the next one no longer sees.",
)
ALLOWANCE = Text("免费调用量", "Free calls")
ALLOWANCES = Text("免费额度", "Free allowance")
GRANTED = Text("发放", "Granted")
ONCE = Text("一次", "once")
SHARED = Text("多接口分配", "Shared by meters")
SHARES = {
    "order": Text("按调用先后", "earliest calls first"),
    "proportional": Text("按各接口调用量比例", "in proportion to their calls"),
}
"""How an allowance is shared by several meters."""
EXAMPLES = Text("费用计算示例", "Examples")
EXAMPLE = Text("示例", "Example")
QUESTION = Text("用量与购买", "Usage and purchases")
COSTS = Text("费用随调用量的变化", "Cost by usage")
COST = Text("每期费用", "Cost of a period")
WITHOUT_PACKS = Text("一个账期内，未购买资源包时的费用。", "What one period costs when nothing is bought.")
OF_ONE_METER = Text(
    "一个账期内，仅调用所列接口且未购买资源包时的费用。",
    "What one period costs when only the named APIs are called, one at a time, and nothing is bought.",
)
NOT_CHOSEN = Text("账号未选择时", "where nothing is chosen")
SHADED = Text("阴影：用量更少，费用反而更高", "Shaded: less usage that costs more")
VERSIONS = Text("价格版本", "Versions")
BEGINS = Text("生效日期", "In force from")
STATE = Text("状态", "State")
ALWAYS = Text("最初", "the first")
PAST = Text("已被取代", "replaced")
CURRENT = Text("当前", "in force")
COMING = Text("尚未生效", "to come")
CONTENTS = Text("产品", "Products")
