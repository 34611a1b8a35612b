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
CHANCE = "陌生人被误认的概率"
CHANCE_INFO = "按库中人数设定 τ：每多一人，就多一次认错的可能，所以库越大就须越严格。"
CHANCE_CHOICES: list[tuple[str, str | int | float]] = [
    ("每 10 次最多 1 次", 0.1),
    ("每 100 次 1 次", 0.01),
    ("每 1000 次 1 次", 0.001),
]
THRESHOLD = "自定阈值 τ"
THRESHOLD_INFO = "改用此值：与最近的人 d ≤ τ 时给出姓名。留空则按上面的概率设定 τ。"
THRESHOLD_PLACEHOLDER = "例如 0.9"

UNKNOWN = "不在人员库中"
OWN_TAU, TAU_BY_CHANCE = "τ 由你自定", "按库中 {people}、陌生人被误认的概率 {rate:.1%} 设定"
NAMED_UP_TO = "d ≤ τ = {tau:.2f} 时给出姓名，{reason}"
DISTANCE = "d = {d:.2f}"
ON_SCALE = "与最近的人 d = {d:.2f}；d ≤ τ = {tau:.2f} 时给出姓名"
OTHERS, NEAREST = "其次 {near}", "最近：{near}"
NEAR = "{name} {d:.2f}"
A_FACE, AN_UNKNOWN_FACE = "第 {number} 张脸：{name}", "第 {number} 张脸：不在人员库中。请填写姓名。"
WHO_IS_THIS, WHO_IS_FACE = "这是谁？", "第 {number} 张脸的姓名"
NAME_IT = "录入"
FACE, NAME, KEEP = "脸", "姓名", "保留"
NAMED = "已用这张照片的第 {number} 张脸录入“{name}”。"
NO_FACE_CHOSEN = "没有选择脸；请填写从左数的编号。"

LIVE = "实时识别"
LIVE_ANSWER = "摄像头所见，每张脸上标有姓名"
LIVE_EXAMPLE = "打开摄像头：每张脸旁会显示姓名，或一个填写姓名的输入框。"
LIVE_PACE = "每秒识别 {rate} 次 · 延迟 {age} 秒"
LIVE_INTRO = "摄像头运行时，脸上会标出姓名。你的姓名只需填写一次，此后它就能认出你。**不保留任何画面。**"
FACE_IS_GONE = "这张脸不在摄像头前；请让它再次出现，再重新填写姓名。"
CAMERA_NAMED = "已从摄像头录入“{name}”。"

BLUR = "模糊其他人并下载"
KEEP_SHARP, ALL_NAMED = "保持清晰", "所有有姓名的人"
THE_PICTURE = "其他人已模糊的照片"
NOBODY_TO_BLUR = "照片中的每张脸都保持清晰；没有要模糊的人。"
NOT_SHOWN = "照片中没有认出“{name}”；请从 {names} 中选择。"
NOBODY_IS_NAMED = "照片中没有一张脸有姓名，因此无法只保留“{name}”清晰；请先为一张脸填写姓名。"


def unknown(faces: int) -> str:
    """The head of the faces that have no name."""
    return f"{faces} 张脸不在人员库中"


def no_such_face(faces: int) -> str:
    """The error for the number of a face that the photograph does not show."""
    numbers = "请填写编号 1" if faces == 1 else f"请填写 1 到 {faces} 的编号"
    return f"没有这个编号的脸：照片中有 {faces} 张脸；{numbers}。"


def blurred(faces: int) -> str:
    """What was done to a photograph."""
    return f"已模糊 {faces} 张脸，无法再辨认。没有检测到的脸仍是清晰的：转发之前请先检查图片。"


SEVERAL = "多张照片"
PHOTOGRAPHS = "多张合影或单人照"
LOOK = "逐张查看"
GROUP = "组"
NO_PHOTOGRAPHS = "没有提供照片；请选择两张或更多照片。"
TOO_MANY = "一次最多 {most} 张照片，现有 {files} 张；请分批查看。"
NO_SUCH_GROUP = "没有编号为 {group} 的未知人脸组；请重新查看这些照片。"


def faces_named(faces: int, named: int) -> str:
    """How many faces a photograph shows, and how many of them have a name."""
    return f"{faces} 张脸，其中 {named} 张在人员库中" if named else f"{faces} 张脸，都不在人员库中"


def looked_through(photographs: int, several: int) -> str:
    """The head of what several photographs hold."""
    people = f"{several} 位未知的人" if several else "没有未知的人"
    return f"{photographs} 张照片：{people}出现在多张照片中"


def same_person(faces: int) -> str:
    """A group of faces that look alike."""
    return f"同一位未知的人，出现在 {faces} 张照片中：这是谁？"


def alone(faces: int) -> str:
    """Faces that look like no other."""
    return f"{faces} 张未知的脸各只出现在一张照片中。"


def known(name: str, photographs: int) -> str:
    """Somebody enrolled who is in some of the photographs."""
    return f"{name}：出现在 {photographs} 张照片中。"


def group_named(name: str, photographs: int) -> str:
    """A group that was enrolled."""
    return f"已用 {photographs} 张照片录入“{name}”。"
