"""The words and formulas of the tab Train, in Chinese."""

from __future__ import annotations

from facestyle.faces.siamese.report import Report
from facestyle.faces.siamese.steps import PairExample, SiameseStep, TripletExample
from facestyle.ui.languages.zh.shared import duration

TAB = "训练"
INTRO = (
    "**教网络分辨谁像谁。** 锚点 A 到正例 P（同一人的另一张照片）应比到负例 N（别人）更近，至少相差间隔 α。"
    "网络在编码器之上学习一个线性映射，只要几秒，而不是几天。"
)
SET_CHOICES = [("示例照片", "samples"), ("我的 ZIP", "zip"), ("我的人员库", "gallery")]
SET_INFO = "你的 ZIP 在“更多”里。“人脸识别”的人员库提供的是编码，因为它不存照片。"
LABELS = {
    "kind": "学习什么",
    "margin": "三元组的间隔 α",
    "mining": "三元组",
    "steps": "最多步数",
    "seed": "随机种子",
}
CHOICES = {
    "kind": [
        ("距离，用三元组", "triplet"),
        ("是或否，用 |f − f′|", "binary-l1"),
        ("是或否，用 χ²", "binary-chi2"),
    ],
    "mining": [
        ("困难：N 比 P 更近", "hard"),
        ("半困难：N 在间隔之内", "semi-hard"),
        ("所有违反间隔的", "all"),
        ("随机", "random"),
    ],
}
INFOS = {
    "kind": "是或否：先用三元组学习映射，再学习其上的权重。",
    "margin": "N 应比 P 远多少，以 d 计。",
    "mining": "选取哪些三元组来学习。",
    "steps": "每步使用一批三元组或照片对。",
    "seed": "决定随机数：同一种子得到同一模型。",
}
SET, DEGRADE = "照片", "人脸画质"
RUN, CANCEL, USE, DOWNLOAD = "训练", "取消", "用于人脸验证", "下载"
MORE_TITLE = "更多：你的 ZIP、劣质相机、三元组、随机种子"
DEGRADE_CHOICES = [("原样", "none"), ("另加 20 像素的版本，模拟劣质相机", "20px")]
EMPTY = "三个人，每人六个视角，另有 20 像素的版本。请按“训练”：三元组、代价和结果会显示在这里。"
NEVER_BEGUN = "在第一步之前已取消：什么都没有学到。"
SAMPLES_NOTE = "示例：三个人的五张照片，光线和姿势各异。"
ZIP_LABEL = "ZIP，内为“姓名/*.jpg”，每人一个文件夹"
COLLAPSED = "已坍缩：损失停在 α，所有编码落在同一点。请用半困难三元组或换一个 α，或检查照片是否真的不同。"
NONE_LEFT = "最后一批中没有所选类型的三元组。"
NO_TRIPLETS = (
    "没有所选类型的三元组，因此没有可学的。请在“更多”中选择所有违反间隔的，或加入劣质相机的版本；也可以选择更大的 α。"
)
SUM, MEAN = "总和 J", "L 的均值"
VIOLATING = "违反 α 的三元组"
VIOLATING_THEN_WRONG = "先是违反 α 的三元组，后是答错的照片对"
HELD_OUT, SHARES = "留出人员中答对的比例", "各步的比例"
NOBODY_HELD_OUT = "没有留出的人：人数太少。"
PLAIN, TRAINED = "原始 d，直接用编码器", "训练后"
CLEAN, DEGRADED = "清晰", "劣化"
GUESSING = "一半的照片对是同一人：随机猜测能对 50 %。"
TRIPLET_ROLES, PAIR_ROLES = ("锚点 A", "正例 P", "负例 N"), ("一张", "另一张")
TRIPLETS_MEAN = "L 是三元组损失。训练把 P 拉向 A，把 N 推远，直到 L = 0。"
PAIRS_MEAN = "p 是分类头给出的同一人的概率。L 是照片对的损失，即交叉熵。"
PLANE_TITLE = "工作原理：移动 P 和 N，看 L 如何变化"
PLANE_SHOWN = "平面上的一个三元组：A 在中央，P 和 N 可以移动"
PLANE_MARGIN = "间隔 α"
PLANE_PLACE = "d(A, {point}) = {d}"
PLANE_LOSS = "L = max(d(A, P) − d(A, N) + α, 0) = max({p} − {n} + {alpha}, 0) = {loss}。"
PLANE_STATES = {
    "hard": "困难三元组：N 比 P 离 A 更近，在内圈之内。网络从中学到最多。",
    "semi-hard": "半困难三元组：N 比 P 远，但还没有远出一个间隔：它在两圈之间。",
    "easy": "简单三元组：N 在外圈之外。L 为 0，没有可学的。",
}
LEFT_OUT = "略去了 {count} 张照片，前几条原因：{which}"
NOTHING_TO_DEGRADE = "人员库只有编码而没有照片，因此没有可劣化或可显示的。"
NO_ZIP = "没有提供 ZIP；请在“更多”中放入一个，或选择示例照片。"
TOO_MANY = "人员库有 {encodings} 个编码，超过本页训练的上限（{most} 个）；请用小一些的库，或用命令行。"
OVER_PAIRS, WHERE_Y = r"\text{{，共 }} {pairs} \text{{ 对}}", r"\text{，其中 }"


def encoding(read: int, total: int) -> str:
    """The progress of encoding."""
    return f"正在编码人脸：第 {read} 张，共 {total} 张" if read else f"正在编码 {total} 张照片中的人脸……"


def going(step: SiameseStep) -> str:
    """The progress of a training."""
    left = duration(step.seconds / step.step * (step.steps - step.step))
    return f"第 {step.step} 步，最多 {step.steps} 步 · 剩余 {left}"


def finished(step: SiameseStep, report: Report, cancelled: bool, time_over: bool) -> str:
    """How a training ended, and its result."""
    how = "已提前结束" if time_over else "已取消" if cancelled else "已完成"
    return f"训练{how}，共 {step.step} 步。{verdict(report)}"


def used(step: SiameseStep) -> str:
    """Which of the triplets or pairs of a step are shown."""
    what = "个三元组" if isinstance(step.examples[0], TripletExample) else "个照片对"
    if step.used == 1:
        return f"第 {step.step} 步所用的唯一的一{what}"
    some = f"中的 {len(step.examples)} 个" if step.used > len(step.examples) else ""
    return f"第 {step.step} 步所用的 {step.used} {what}{some}"


def triplet_state(one: TripletExample) -> str:
    """Whether a triplet teaches something."""
    if one.loss <= 0:
        return "已足够远：没有可学的"
    return "N 比 P 更近" if one.d_negative <= one.d_positive else "N 在间隔之内"


def pair_state(one: PairExample) -> str:
    """What a pair shows, and whether the head is right."""
    right = (one.probability >= 0.5) == one.same
    return f"{'同一人' if one.same else '不同人'}：{'答对' if right else '答错'}"


def right_of(report: Report) -> str:
    """The pairs that the table counts."""
    whom = f"它从未见过的 {report.people} 人" if report.unseen else f"它学过的 {report.people} 人"
    return f"{whom}的 {report.pairs:,} 对照片中答对的"


def share(value: float | None) -> str:
    """A share of the table, as markup."""
    return "未要求" if value is None else f"<b>{100 * value:.1f}\u00a0%</b>"


def verdict(report: Report) -> str:
    """What the table means, and no more than it shows."""
    if report.trained.clean is None:
        return f"{report.pairs} 对照片太少，不足以测出什么。模型仍可使用；请增加人数，每人多张照片。"
    if not report.unseen:
        return (
            f"在它学过的 {report.people} 人上测得：这说明它学到了东西，但不能说明对别人也有效。"
            "要留出一些人，需要十几人以上，每人多张照片。"
        )
    kinds = {"degraded": "劣化", "clean": "清晰"}
    gains = [
        (kind, after - before)
        for name, kind in kinds.items()
        if (before := getattr(report.plain, name)) is not None and (after := getattr(report.trained, name)) is not None
    ]
    clear = [
        f"{kind}照片上的正确率{'提高' if gain > 0 else '降低'} {abs(100 * gain):.1f} 个百分点"
        for kind, gain in gains
        if abs(gain) >= report.noise
    ]
    told = "，".join(clear) or "从这些照片对看不出与原始 d 的差别"
    return (
        f"对它从未见过的人：{told}。{report.people} 人的 {report.pairs} 对照片，"
        f"{100 * report.noise:.0f} 个百分点以内的差别可能出于偶然。"
    )
