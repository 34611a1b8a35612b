"""The words of the tab '1-D and 3-D', in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.signals.beats import BeatsResult, BeatsStep
from facestyle.signals.convolution import Shape
from facestyle.signals.ecg import Recording
from facestyle.signals.filters import SlideStep
from facestyle.signals.texture import TextureStep
from facestyle.signals.volume import Filtered
from facestyle.ui import languages
from facestyle.ui.shared.form import Choices
from facestyle.ui.signals.options import ShapesOptions

TAB = "一维与三维"
INTRO = "**卷积不只用于图片。** 同样的乘积之和，可以沿心跳信号滑动（一维），也可以穿过体数据（三维）。"
PARTS = {
    "arithmetic": "算一算",
    "ecg": "心跳",
    "beats": "学到的滤波器",
    "volume": "体数据",
    "texture": "纹理",
}
INTROS = {
    "arithmetic": "**输出有多大？** 每个轴上 ⌊(n + 2p − f) / s⌋ + 1 个位置，每个滤波器产生一个通道。",
    "ecg": (
        "**一个滤波器沿心跳信号滑动。** 每个输出采样点，是滤波器各抽头与其下采样点的乘积之和。心电图是模拟的，"
        "也可以用你自己的文件。"
    ),
    "beats": (
        "**让网络自己找到滤波器。** 一个只有 1,057 个参数的一维卷积网络学习区分室性样心搏（宽、提前、没有 P 波）"
        "与正常心搏。所有记录都是模拟的，并在没学过的记录上测试；它不能说明任何病人的情况。"
    ),
    "volume": (
        "**能跨切片观察的滤波器。** 三维滤波器，与逐个切片使用的同种二维滤波器对照；"
        "用 Shepp-Logan 头部模体，或你自己的 NIfTI 文件。"
    ),
    "texture": (
        "**把风格代价用在信号上。** G 从噪声开始，梯度下降使它的格拉姆矩阵变得与 S 相同：所用代码与“风格迁移”标签页相同。"
        "G 得到了 S 的心搏，却不在原来的位置：格拉姆矩阵对位置求和。"
    ),
}
EMPTY = {
    "ecg": "请按“滑动”：先模拟一段 10 秒的心电图，输出随后逐点成形。",
    "beats": "请按“训练”：先模拟 15 段记录，随后滤波器成形，约需十秒。",
    "volume": "请按“滤波”。",
    "texture": "请按“合成”：一段带有心跳纹理的信号会从噪声中成形。",
}
RUN = {"shapes": "计算形状", "ecg": "滑动", "beats": "训练", "volume": "滤波", "texture": "合成"}
CANCEL = "取消"
MORE = {
    "shapes": "更多：滤波器、通道、步幅、填充、第二层",
    "ecg": "更多：你自己的记录、模拟、滤波器",
    "volume": "更多：你自己的体数据、σ、噪声",
}
LABELS = {
    "shapes": {
        "dimensions": "维数",
        "side": "n：每个轴上的位置数",
        "size": "f：滤波器每个轴上的抽头数",
        "filters": "滤波器个数",
        "filters_2": "第二层的滤波器个数",
        "channels": "输入通道数",
        "stride": "步幅 s",
        "padding": "填充 p",
    },
    "ecg": {
        "kind": "滤波器",
        "heart_rate": "心率，每分钟次数",
        "noise": "噪声，mV",
        "ectopic": "室性样心搏的比例",
        "seed": "随机种子",
        "width_ms": "平滑宽度，毫秒",
        "samples_per_step": "每帧采样点数",
        "start": "起，秒",
        "end": "止，秒",
        "rate": "每秒采样点数",
        "column": "列或导联",
        "decimal": "CSV 文件的小数点",
    },
    "beats": {"epochs": "训练轮数", "noise": "最大噪声，mV", "seed": "随机种子"},
    "volume": {"kind": "滤波器", "sigma": "斑点与平滑的 σ，体素", "noise": "模体上的噪声"},
    "texture": {"ectopic": "S 中室性样心搏的比例", "steps": "步数", "seed": "随机种子"},
}
CHOICES: dict[str, dict[str, Choices]] = {
    "shapes": {"dimensions": [("一维", 1), ("二维", 2), ("三维", 3)]},
    "ecg": {
        "kind": [
            ("匹配 QRS 波群", "qrs"),
            ("平滑", "smoothing"),
            ("导数", "derivative"),
            ("自定抽头", "taps"),
        ],
        "decimal": [("自动判断", "auto"), ("0.5", "point"), ("0,5", "comma")],
    },
    "volume": {"kind": [("边缘", "edge"), ("斑点", "blob"), ("平滑", "smoothing")]},
}
INFOS = {
    "filters_2": "0：没有第二层。",
    "samples_per_step": "1：最慢。",
    "start": "用于你自己的记录，最多 60 秒。",
    "rate": "文件没有说明时适用。",
    "column": "0：最后一列，或第一个导联。",
}
TAPS, TAPS_INFO = "自定抽头", "选择“自定抽头”时使用。"
FILES = "CSV，或 WFDB 记录的 .hea 及信号文件"
NIFTI = "NIfTI：.nii 或 .nii.gz，或 .hdr 与 .img"
CUT, CUT_INFO = "切面位置", "0.5：正中。"
SHAPES_FORMULA = r"$$\text{输出}_k[i] = b_k + \sum_{c}\sum_{t} w_k[c, t]\; x[c,\, s\,i + t]$$"
TOO_LONG = "本页最多显示 {most:g} 秒的记录；请在“起”之后选择“止”。"
NOT_MEDICAL = "模拟所得，仅供演示：这里的一切都不是医学结论。"
SLIDES = "大小为 {size} 的滤波器在 {side} 个位置上滑动，得到 {out} 个"
CELLS_OUT = "输出：{cells}"
SLIDE_SHOWN = "信号与其上的滤波器；下方是输出"
INPUT_X, OUTPUT = "输入 x", "输出"
UNDER, UNDER_CAPTION = "滤波器下的采样点", "滤波器下的采样点"
TAPS_SHOWN, TAPS_CAPTION = "滤波器的抽头", "{taps} 个抽头"
SUM = "第 {seconds:.2f} 秒处：{taps} 个乘积之和"
SAMPLE = "第 {done} 个输出采样点，共 {total} 个"
TOUCH_TITLE = "工作原理：指向一个输出，看它由哪些乘积组成"
TOUCH_LABEL = "输出采样点"
TOUCH_SHOWN = "一段心跳的采样点；下方是五抽头滤波器的输出"
PRODUCTS = "输出 {number} = {products} = {value}"
LEARNED, LEARNED_CAPTION = "学到的滤波器 {number}", "滤波器 {number}"
FIRST_LAYER = "第一层的滤波器，长 60 毫秒，随学习而变。"
SIMULATING = "正在模拟记录：第 {done} 段，共 {total} 段"
COST, WRONG = "代价：二元交叉熵", "留出的心搏中判错的比例"
BY_EPOCH = "按训练轮次。比例为 0 时画在轴底，因为此轴没有 0。"
SIGNS = ("N", "V")
JUDGED_SHOWN = "一段留出的记录及答案"
JUDGED = "留出记录中的十秒：网络判为 N（正常）或 V（室性样）；判错处标 ✗。"
STEP_OF, STYLE_COST = "第 {step} 步，共 {steps} 步 · J = {cost:.3g}", "λ · 风格代价，{layer}"
TEXTURE_SHOWN, TEXTURE_S, TEXTURE_G = "S，下方是 G", "S：纹理", "G：从噪声开始"
ROWS = ("体数据", "三维滤波", "二维，逐切片")
PLANES = ("横断面：x, y", "冠状面：x, z", "矢状面：y, z")


def cells(size: str, padding: int) -> str:
    """The input of a small picture."""
    return f"输入：{size} 格{'，含填充' if padding else ''}"


def place_in_chain(number: int) -> str:
    """The place of a shape in the chain of layers."""
    return "输入" if number == 0 else f"第 {number} 层之后"


def arithmetic(chosen: ShapesOptions, out: int, learned: int, products: int) -> str:
    """The positions of the output on an axis, and the parameters and products of the first layer."""
    padded = f"{chosen.side} + 2·{chosen.padding}" if chosen.padding else f"{chosen.side}"
    return (
        f"每个轴上 ({padded} − {chosen.size}) / {chosen.stride} + 1 = {out}。第 1 层学习 {learned:,} 个参数，"
        f"需要 {products:,} 次乘法。"
    )


def slid(samples: int, taps: int, step: SlideStep) -> str:
    """The samples of a recording and of the output, and whether the run was stopped."""
    stopped = "" if step.done == step.total else f"，到第 {step.done:,} 个时停止"
    return f"{samples:,} 个采样点、{taps} 个抽头，得到 {step.total:,} 个输出{stopped}。"


def answers(strong: int, hits: Sequence[tuple[int, int]]) -> str:
    """The number of strong answers, and the hits among normal and then among ventricular-like beats."""
    kinds = zip(hits, ("正常心搏", "室性样心搏"), strict=False)
    hit = "、".join(f"{beats} 个{kind}中的 {found} 个" for (found, beats), kind in kinds)
    known = f"命中{hit}（虚线）：滤波器的形状就是正常心搏。" if hits else ""
    return f"{strong} 处强响应（圆点）。{known}"


def recorded(recording: Recording) -> str:
    """A recording, and what was done to it."""
    notes = "".join(f"；{languages.said(one)}" for one in recording.notes)
    return f"{languages.said(recording.name)}：每秒 {recording.rate:g} 个采样点{notes}。"


def epoch(step: BeatsStep) -> str:
    """The progress of the training."""
    return f"第 {step.done} 轮，共 {step.total} 轮 · 留出数据上的准确率 {step.accuracy:.1%}"


def learned(result: BeatsResult, seconds: float) -> str:
    """What the network has learned."""
    return (
        f"在从未见过的记录的 {result.held_out_beats} 个心搏上，准确率 {result.accuracy:.1%}"
        f"（一律答“正常”：{result.majority:.1%}）。室性样心搏找到 {result.sensitivity:.1%}，"
        f"正常心搏有 {result.specificity:.1%} 未被误判。用时 {seconds:.0f} 秒。"
    )


def fell(first: TextureStep, last: TextureStep) -> str:
    """How far J has fallen."""
    times = first.total_cost / max(last.total_cost, 1e-300)
    return (
        f"J 从 {first.total_cost:.3g} 降到 {last.total_cost:.3g}，降为原来的 {times:,.0f} 分之一，"
        f"用时 {last.seconds:.0f} 秒。"
    )


def missed(result: Filtered) -> tuple[str, ...]:
    """What the 2-D filter misses, the arithmetic, the noise that is left, and what was done to the volume."""
    x, y, z = result.place
    solid, sliced = result.there
    most = f"两者相差最大处（x {x}, y {y}, z {z}），三维滤波的响应为 {solid:.2f}，二维为 {sliced:.2f}"
    sentences = {
        "edge": [
            f"{most}：这是横跨 z 的边缘，每个切片之内并无变化。因此逐切片滤波漏掉了 {result.missed:.1%} 的强边缘体素："
            "即冠状面图中顶部和底部的帽状部分。"
        ],
        "blob": [
            f"{most}。逐切片看，沿 z 的杆像个球，平坦的薄层则什么也不像：{result.missed:.1%} 的三维强响应被漏掉。"
        ],
    }.get(result.options.kind, [])
    sentences.append(f"形状：{languages.said(result.arithmetic)}。")
    if result.noise_left is not None:
        space, plane = result.noise_left
        sentences.append(f"三维滤波留下 {space:.0%} 的白噪声，二维留下 {plane:.0%}（即抽头向量的长度）。")
    name = languages.said(result.volume.name)
    return (*sentences, *(f"{name}：{languages.said(one)}。" for one in result.volume.notes))


def network(shapes: Sequence[Shape]) -> str:
    """The shapes through the network that learns beats."""
    chain = " → ".join(str(one) for one in shapes)
    return f"形状：{chain}，再对位置取平均，得到一个 logit。池化使第二个形状减半。"
