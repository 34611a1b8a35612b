"""The words of the tab Identify, in Chinese."""

from __future__ import annotations

TAB = "人脸识别"
INTRO = "**这是人员库中的哪一位，还是都不是？** 每张脸与库中存储的编码逐一比较。录入一个人只需一张照片，无需训练。"
EMPTY = "姓名会显示在照片中的脸上。请按“识别”。"
PHOTOGRAPH = "单人照或合影"
THE_PHOTOGRAPH = "这张照片"
IDENTIFY = "识别"
EXAMPLES = "或一键试用：公有领域照片"

MORE = "更多：严格程度"
CHANCE = "陌生人被误认的机会"
CHANCE_INFO = "按库中人数设定 τ：每多一人，就多一次认错的机会，所以库越大须越严格。"
CHANCE_CHOICES: list[tuple[str, str | int | float]] = [
    ("每 10 次至多 1 次", 0.1),
    ("每 100 次 1 次", 0.01),
    ("每 1000 次 1 次", 0.001),
]
THRESHOLD = "自定阈值 τ"
THRESHOLD_INFO = "改用此值：与最近的人 d ≤ τ 时给出姓名。留空则 τ 随机会而定。"
THRESHOLD_PLACEHOLDER = "例如 0.9"

UNKNOWN = "不在人员库中"
FACE, WHO = "脸", "是谁"
OWN_TAU, TAU_BY_CHANCE = "按你自定的 τ", "按库中 {people}、陌生人被误认 {rate:.1%}"
NEAREST = "库中最近的人及 d（τ = {tau:.2f} 以内给出姓名，{reason}）"


def faces_named(faces: int, named: int) -> str:
    """How many faces a photograph shows, and how many of them have a name."""
    return f"{faces} 张脸，其中 {named} 张在人员库中" if named else f"{faces} 张脸，都不在人员库中"
