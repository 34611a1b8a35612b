"""The words of the tab Verify, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.verification import Verification
from facestyle.ui import languages
from facestyle.ui.languages.zh import shared

TAB = "人脸验证"
INTRO = "**是本人吗？** 两张照片经过同一个网络，即孪生网络（Siamese 网络）；根据两个编码之间的平方距离作出判断。"
EMPTY = "请选择两张照片，再按“比较”：结论会显示在这里。"

PHOTO_A, PHOTO_B = "照片 A", "照片 B"
FACE_A, FACE_B = "照片 A 用哪张脸？", "照片 B 用哪张脸？"
FACE_AUTOMATIC, FACE_NUMBER = ("自动选择", 0), "从左数第 {number} 张"
SIMILARITY = "相似度"
SIMILARITY_CHOICES = [
    ("距离 d", "distance"),
    ("基于 |f − f′| 的分类头", "binary-l1"),
    ("基于 χ² 的分类头", "binary-chi2"),
]
SIMILARITY_TRAINED = "本次训练的模型"
COMPARE = "比较"
SAMPLES = "或一键试用"

MORE = "更多：阈值或误匹配率、相似度、用哪张脸、编码器、自己的模型"
THRESHOLD = "阈值 τ"
THRESHOLD_INFO = "d ≤ τ 即为同一人。τ 越小越严格：放行的陌生人越少，漏认的本人越多。"
THRESHOLD_OF_HEAD = "概率的阈值"
THRESHOLD_OF_HEAD_INFO = "概率不低于此值即为同一人。越高越严格。"
RATE = "……或按放行陌生人的比例"
RATE_INFO = "用已知答案的照片对来设定 τ。"
RATE_CHOICES: list[tuple[str, str | int | float]] = [
    ("编码器自带的 τ", 0.0),
    ("每 100 个陌生人放行 1 个", 0.01),
    ("每 1000 个放行 1 个", 0.001),
    ("每 10,000 个放行 1 个", 0.0001),
]
POLICY = "用哪张脸"
POLICY_INFO = "照片中有多张脸时适用。若取所有脸中最近的一对，τ 须更严格，因为每多一对就多一次出错的机会。"
POLICY_CHOICES = [
    ("靠近中央且较大的", "centre"),
    ("最大的", "largest"),
    ("最可能是人脸的", "probable"),
    ("所有脸中最近的一对", "best"),
]
ENCODER = "编码器 f"
ENCODER_INFO = (
    "所用的网络；fused 由 facenet-128 与 dlib 合成，耗时较长。不同人群的错误率不同：儿童以及训练照片中少见的人群"
    "错误较多。vggface2 和 casia-webface 在首次使用时下载。"
)
MODEL = "你自己训练的模型（.safetensors）"
MODEL_TAKEN = "基于 {model.encoder} 的 {model.kind} 模型；本次访问中已在“相似度”里选用。"
NO_MODEL = "本次访问还没有训练模型；请在“训练”中训练一个，或在“更多”里提供模型文件。"
NO_MODEL_FILE = "没有提供模型文件；请选择训练时写出的 .safetensors 文件。"

SAME, DIFFERENT = "同一人", "不是同一人"
CHANCE = "是同一人的概率：<b>{chance}</b>。"
ONE_FACE, FACE_OF = "照片 {letter}：一张脸", "照片 {letter}：比较的是 {count} 张脸中的第 {number} 张"
SHOWS = "照片 {letter} 中有 {count} 张脸，用的是从左数第 {number} 张。"
NEAREST_OF = "取 {pairs} 对脸中最近的一对；对数越多越容易认错，所以 τ 更严格：{tau:.2f}。"
NEARER = "照片 {letter} 的 {count} 张脸中，另一张（从左数第 {number} 张）更近：d = {d:.2f}。"
NEARER_PAIR = "另有两张脸更近：A 中从左数第 {face_a} 张与 B 中第 {face_b} 张，d = {d:.2f}。"
SEEN = "f 所见"
DISTANCE_SCALE = "d 为 {d:.2f}，标尺从 0 到 {top:g}；τ 为 {tau:.2f}"
SPREAD = "；背景是同一人的照片对与不同人的照片对的分布"
PROBABILITY_SCALE = "概率为 {value:.2f}，标尺从 0 到 1；阈值为 {tau:.2f}"
ONE, TWO = "同一人的照片对", "不同人的照片对"
PROBABILITY_MEANS = (
    "这一概率适用于随机抽取的两张照片，前提是这样的照片对有一半是同一人。它不是证明：长相相似的人和质量差的照片"
    "会被误判，某些人群比其他人群更常被误判。"
)

MEANING = "d 意味着什么：错误率，以及你自己的校准"
CALIBRATE_INTRO = (
    "换一台相机、换一群人，d 的含义就会不同。请提供多个人的照片，每人多张，文件名形如 `Ada_1.jpg`、`Ada_2.jpg`、"
    "`Emmy_1.jpg`，本页便能学到 d 对你的照片意味着什么；概率和 τ 随之改变，仅限本次访问。照片不会留存。"
)
CALIBRATE_FILES = "按人命名的照片"
CALIBRATE = "校准"
NO_PICTURES = "没有提供照片；请选择多个人的照片，每人多张。"
TOO_MANY = "一次最多 {most} 个文件，现有 {files} 个；请少选一些。"
NONE_USABLE = "{files} 张照片都无法使用。{first}"
SOURCE = "在本页提供的 {people} 人的 {pictures} 张照片"
CALIBRATED = "已从 {people} 人的 {pictures} 张照片中学习。d = {tau:.2f} 时两种答案的可能性相等，这就是新的 τ。"
NO_CALIBRATION = "编码器 {encoder} 未经校准：它的 τ 是公开发布的默认值。可在下方用你自己的照片校准。"
ONE_IN = "每 {count:,} 个放行 1 个"
ERROR_HEADS = ("误放行的陌生人", "τ", "漏认的本人")
MATCH_RATE, NON_MATCH_RATE = "正确匹配率", "漏匹配率"
FALSE_MATCH_RATE, BY_FALSE_MATCH_RATE = "误匹配率", "{name}随误匹配率的变化"
FEW_PAIRS = "照片对不足"


CALIBRATION = (
    "{known.encoder}：同一人的照片 {known.matched:,} 对，不同人的 {known.mismatched:,} 对。来源：{source}，"
    "{known.day}，{made_by}。概率平均偏差 {known.ece:.1%}（ECE），"
    "Brier 分数 {known.brier:.4f}，均在未用于拟合的照片对上测得。"
)
TAU_TITLE = "工作原理：在两个分布上拖动 τ，看两种错误如何变化"
TAU_LABEL = "阈值 τ"
TAU_SHOWN = "已知照片对的距离：同一人的与不同人的；下方是两种错误的比例随 τ 的变化，对数刻度"
ONE_OF_BOTH, TWO_OF_BOTH = "同一人的照片对；τ 右侧的为误拒绝", "不同人的照片对；τ 左侧的为误接受"
AT_TAU = (
    "τ = {tau:.2f}：不同人的照片对中，放行 {passed}（误接受）；同一人的照片对中，拒绝 {missed}（误拒绝）。{trade}{own}"
)
NOBODY = "0 对"
TRADES = {
    "strict": "严格：向右一步，少拒绝一些本人，也多放行一些陌生人。",
    "even": "平衡：从这里起，一种错误减少，另一种就增加。",
    "lax": "宽松：向左一步，少放行一些陌生人，也多拒绝一些本人。",
}
TAU_IN_FORCE = "这就是当前的 τ。"
TAU_SOURCE = "{known.encoder}：同一人的照片 {known.matched:,} 对，不同人的 {known.mismatched:,} 对。来源：{source}，{known.day}。"
REPORT_PDF, REPORT_PNG = "报告（PDF）", "报告（PNG）"
REPORT_KIND, REPORT_FILE = "报告的格式", "报告"
REPORTED = "报告已生成，由浏览器保存；本页不留副本。"
NO_FONT = "报告为英文，因为本服务器没有中文字体。"
REPORT = {
    "title": "人脸验证报告",
    "same": "同一人",
    "different": "不是同一人",
    "accepted": "接受：d = {d}，没有超过阈值 τ = {tau}。",
    "refused": "不接受：d = {d}，超过了阈值 τ = {tau}。",
    "accepted by head": "接受：是同一人的概率不低于阈值 {tau}。",
    "refused by head": "不接受：是同一人的概率低于阈值 {tau}。",
    "probability": "是同一人的概率：{chance}",
    "over": "高于 99 %",
    "under": "低于 1 %",
    "means": "适用于随机抽取的两张照片，前提是这样的照片对有一半是同一人",
    "one": "同一人的照片对",
    "two": "不同人的照片对",
    "photo": "照片 {letter}",
    "unnamed": "文件名中有此处无法绘制的字符",
    "size": "{width} × {height} 像素",
    "alone": "一张脸",
    "face": "{count} 张脸中从左数第 {number} 张",
    "flaws": "结果不太可靠：照片 {letter} 中的人脸{flaws}。",
    "and": "、",
    "seen": "图为编码器所见的人脸。",
    "encoder": "编码器",
    "measure": "距离",
    "distance": "两个单位长度编码之间的平方距离，从 0 到 4：d = ‖f(A) - f(B)‖²",
    "trained": "训练好的模型所见的两个编码之间的平方距离，从 0 到 4",
    "binary-l1": "由基于 |f(A) - f(B)| 的分类头给出概率；d = {d:.2f} 仅供对照",
    "binary-chi2": "由基于 f(A) 与 f(B) 的 χ² 的分类头给出概率；d = {d:.2f} 仅供对照",
    "pairs": "比较",
    "nearest": "{pairs} 对脸中最近的一对；对数越多，τ 越严格",
    "rates": "此 τ 下的错误",
    "passed": "误接受：不同人的照片 {pairs:,} 对中有 {rate}",
    "missed": "误拒绝：同一人的照片 {pairs:,} 对中有 {rate}",
    "none": "0 对",
    "unknown": "未知：没有这种距离的校准",
    "source": "测量数据",
    "limits": "本报告不得用于",
    "not identification": "未经本人同意而辨认其身份。",
    "not proof": "证明身份：它只说明相似的程度。",
    "not decisions": "对人作出决定，例如准入、支付、录用或追诉。",
    "because": "这只是一个模型在一个阈值下的回答。不同人群的错误率不同：儿童以及训练照片中少见的人群错误较多；照片质量差时，"
    "错误率高于此处所列。",
    "made": "由 facestyle {version} 应要求生成，facestyle 不留副本。",
}
BY, TOOK, OWN_TAU = "{encoder}。", "{encoder}，{seconds:.2f} 秒。", "编码器自带的 τ = {tau:.2f}：{source}。"
RESEMBLANCE = "这是相似的程度，不是身份的证明。"
COVERED = "脸部有遮挡时，陌生人更容易被误放行。"


def where_tau_comes_from() -> str:
    """The thresholds of the encoders, with their sources."""
    told = (f"*{spec.name}*，τ = {spec.tau:.2f}：{languages.said(spec.tau_source)}。" for spec in ENCODERS.values())
    return f"**τ 从何而来。** {''.join(told)}"


def probability(value: float) -> str:
    """A probability; in words near 0 and 1, where the data cannot tell more."""
    if value > 0.995:
        return "高于 99 %"
    return "低于 1 %" if value < 0.005 else f"{value:.0%}".replace("%", " %")


def lead(answer: Verification) -> str:
    """The number that decided, in a sentence."""
    if answer.similarity == "distance" or answer.probability is None:
        says = "低于" if answer.same else "高于"
        whose = "（训练好的模型所见）" if answer.trained else ""
        return f"<b>d = {answer.distance:.2f}</b>{whose}，{says}阈值 τ\u00a0=\u00a0{answer.threshold:.2f}。"
    says = "高于" if answer.same else "低于"
    return (
        f"<b>是同一人的概率：{probability(answer.probability)}</b>，由分类头给出；{says}"
        f"阈值 {100 * answer.threshold:.0f} %。"
    )


def less_sure(flaws_a: Sequence[str], flaws_b: Sequence[str]) -> str:
    """A warning if a picture is poor; empty if none is."""
    told = [
        f"照片 {letter} 中的人脸{shared.flaws(flaws)}" for letter, flaws in (("A", flaws_a), ("B", flaws_b)) if flaws
    ]
    if not told:
        return ""
    covered = any(flaw.startswith("covered") for flaw in (*flaws_a, *flaws_b))
    return f"结果不太可靠：{'；'.join(told)}。" + (COVERED if covered else "")
