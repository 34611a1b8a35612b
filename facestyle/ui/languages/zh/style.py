"""The words of the tab Style, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.style.costs.identity import FaceAfter
from facestyle.style.descent.descent import Costs
from facestyle.style.options import SUGGESTED_GAMMA, StyleOptions
from facestyle.style.transfer import Step
from facestyle.ui.languages.zh.shared import duration

TAB, ANY_PICTURE = "风格迁移", "任意图片"
LOOKING = "快速预览：尺寸小，步数少……"
BEGINS = "G 的起点。正在计算 C 的特征和 S 的格拉姆矩阵，只算一次……"
NEVER_BEGUN = "在第一步之前已取消，什么都没有绘制。请按“迁移风格”开始。"
PAINT_TITLE = "涂出风格作用的区域"
PAINT_HELP = (
    "用画笔涂出 C 中采用风格的部分，其余保持 C 的原样。若有第二种风格，涂过的部分用 S，其余用第二种风格。"
    "什么都不涂，则风格作用于全图。"
)
SECOND_TITLE = "第二种风格、先前的 G、先前图片的设置"
MORE_TITLE = "更多：尺寸、步数、权重、起点、各层、人脸"
WEIGHTS = "**权重。** J = α · 内容代价 + β · 风格代价。风格强度同时设定两者；这里可以分别设定。"
RUNS = "**运行。**"
LAMBDAS = (
    "**λ：网络各层在风格中的权重。** relu1_1 看颜色和颗粒，relu3_1 看笔触，relu5_1 看大的形体。"
    "λ 颜色：多大程度上要求 G 的明暗与色彩接近 S。0 表示不用该层。"
)
FACES = "**人脸。** 可以让 C 中的人仍能被“人脸验证”的编码器认出。图中无人时，两个权重都保持 0。"
PRESET_HELP = "轻柔：C 略带 S。均衡：兼顾两者。浓烈：笔触优先于细节。纹理：只有 S，没有 C。预设会设定风格强度、α 和 β。"


def begins(options: StyleOptions, seconds: float | None, resumed: bool) -> str:
    """The stage before the first step."""
    time = f"在这台机器上约需 {_about(seconds)}" if seconds is not None else "剩余时间稍后显示"
    source = "从先前的 G 继续。" if resumed else ""
    return f"正在计算 C 的特征和 S 的格拉姆矩阵，只算一次……{options.size} 像素，{options.steps} 步：{time}。{source}"


def looked(look: StyleOptions, large: StyleOptions, seconds: float | None) -> str:
    """The sentence below a first look."""
    wait = "" if seconds is None else f"，约需 {_about(seconds)}"
    return (
        f"<b>快速预览</b>：{look.size} 像素，{look.steps} 步。C 与 S 大致各占这么多；尺寸更大、步数更多时，"
        f"颜色更浓，笔触更细。“迁移风格”将绘制 {large.size} 像素{wait}。"
    )


def going(step: Step, steps: int) -> str:
    """The progress of a restyling."""
    left = "" if step.seconds_left is None else f" · 剩余 {duration(step.seconds_left)}"
    return f"第 {step.iteration} 步，共 {steps} 步{left} · J = {step.total_cost:.3g}"


def finished(history: Sequence[Step], options: StyleOptions, covered: float | None, size: tuple[int, int]) -> str:
    """How a restyling ended; `covered` is the region's share of C, `size` the width and height of G."""
    first, last = history[0], history[-1]
    stopped = "" if last.iteration == options.steps else f"，在第 {last.iteration} 步后停止"
    small = f"G 目前为 {size[0]} x {size[1]} 像素，目标是 {options.size}。" if max(size) < options.size else ""
    return (
        f"完成，用时 {last.seconds:.0f} 秒{stopped}。J 从 {_cost(first.total_cost)} 变为 {_cost(last.total_cost)}。"
        f"{small}{of_region(covered)}"
    )


def opening(options: StyleOptions, first: Step, last: Step) -> str:
    """The sentences below the finished example."""
    return (
        f"<b>现成的示例</b>，随本页提供：从噪声开始，{options.size} 像素，{options.steps} 步，α = {options.alpha:g}，"
        f"β = {options.beta:g}。J 从 {_cost(first.total_cost)} 变为 {_cost(last.total_cost)}。"
        "点击一种风格，或按“迁移风格”在这里运行。"
    )


def estimate(steps: int, size: int, seconds: float | None) -> str:
    """What a restyling will be and take."""
    wait = "" if seconds is None else f"，在这台机器上约需 {_about(seconds)}"
    return f"迁移风格：{size} 像素，{steps} 步{wait}。"


def versus(seconds: float, costs: Costs, last: Step) -> tuple[str, str]:
    """One pass and a run side by side: what each took and reached, by the parts of J that both have."""
    common = last.extra_costs.keys() & costs.extras.keys()
    descent = last.content_cost + last.style_cost + sum(last.extra_costs[name] for name in common)
    left_out = [EXTRA.get(name, name) for name in last.extra_costs if name not in common]
    without = f"（{WITHOUT}{'、'.join(left_out)}）" if left_out else ""
    return (
        f"<b>一次前向传播</b>，{seconds:.2g} 秒<br>J = {_cost(costs.total)}",
        f"<b>{last.iteration} 步</b>，{duration(last.seconds)}<br>J = {_cost(descent)}{without}",
    )


def one_pass(seconds: float) -> str:
    """The sentence below G in one pass."""
    return f"<b>网络的一次前向传播，{seconds:.2g} 秒。</b>{ONE_PASS_LIMITS}"


def one_pass_costs(costs: Costs, size: int) -> str:
    """J of one pass with its parts."""
    parts = {"content": costs.content, "style": sum(costs.styles.values()), **costs.extras}
    names = {"content": "内容", "style": "风格", **EXTRA}
    told = " + ".join(f"{names.get(name, name)} {_cost(cost)}" for name, cost in parts.items())
    return f"{size} 像素上 <b>J = {_cost(costs.total)}</b>：{told}。“迁移风格”会使它降低。"


def _cost(cost: float) -> str:
    return f"{cost:,.0f}" if cost >= 1000 else f"{cost:.3g}"


def face(number: int, after: FaceAfter) -> str:
    """The distance of a face in G from the same face in C."""
    return f"第 {number} 张脸：d = {after.distance:.2f}{'' if after.found else NOT_FOUND_ANY_MORE}"


def of_region(covered: float | None) -> str:
    """The region, at the end."""
    if covered is None:
        return ""
    if not covered:
        return "区域中没有白色，因此风格作用于全图。"
    return f"区域占 C 的 {max(1, round(100 * covered))} %。"


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds if seconds < 10 else 5 * round(seconds / 5)))} 秒"
    return f"{seconds / 60:.0f} 分钟"


STYLE_INTRO = "**用一幅画的笔触，绘制另一幅画。** 点击一种风格，网络一次前向传播就绘出 G；“迁移风格”则对 G 的像素做梯度下降来绘制。"
ONE_PASS = "一次前向传播得到的 G"
ONE_PASS_LIMITS = "不涉及 α、β、λ；笔触是它从画作中学来的。"
BESIDE_C = "拖动滑柄：左为 C，右为 G。"
OPENS = "以 S 的风格绘出的 C 会显示在这里。请选择 C 和 S。"
OPENING_FILM = "G 从噪声中成形的视频"
OPENING_LAST = "完成的 G"
HOLD = "暂停播放"
LABELS = {
    "alpha": "内容权重 α",
    "beta": "风格权重 β",
    "init": "G 的起点",
    "optimizer": "优化器",
    "content_layer": "内容层 l",
    "lambda_1": "λ relu1_1",
    "lambda_2": "λ relu2_1",
    "lambda_3": "λ relu3_1",
    "lambda_4": "λ relu4_1",
    "lambda_5": "λ relu5_1",
    "color_weight": "λ 颜色",
    "total_variation": "平滑程度",
    "style_scale": "S 的大小",
    "keep_colors": "C 的颜色",
    "identity": "保持人物可辨认 γ",
    "likeness": "接近程度",
    "size": "尺寸",
    "steps": "步数",
    "seed": "随机种子",
    "network": "网络",
    "number_format": "数值格式",
    "pooling": "池化",
    "transparency": "透明部分",
    "seamless": "无缝",
    "protect_faces": "保护人脸",
}
INSTANT_LABELS = {
    "size": "一次前向传播的尺寸",
    "strength": "风格强度",
    "check_faces": "一次前向传播中的人脸",
}
INSTANT_INFOS = {
    "strength": "从略带 S，到 S 胜过 C。一次前向传播会立即更新；“迁移风格”以它为 β / α。",
    "size": "长边像素数。笔触大小不变，因此显得更细。",
    "check_faces": None,
}
CHOICES = {
    "number_format": [
        ("本机最快的", "fastest"),
        *((name, name) for name in ("float32", "winograd", "bfloat16", "float16")),
    ],
    "init": [
        ("随机噪声：课程的做法", "noise"),
        ("C 的粗略形体：快", "coarse"),
        ("C 本身：快，保留其形体", "content"),
        ("带 S 颜色的噪声", "style-noise"),
    ],
    "pooling": [("最大", "max"), ("平均", "average")],
    "optimizer": [("L-BFGS", "lbfgs"), ("Adam", "adam")],
    "content_layer": [(layer, layer) for layer in ("relu2_2", "relu3_2", "relu4_2", "relu5_2")],
    "transparency": [("保留", "kept"), ("衬以白色", "white")],
    "likeness": [("像", "likeness"), ("很像", "good-likeness"), ("肖像", "portrait")],
    "keep_colors": [("不保留", "no"), ("按亮度保留", "luminance"), ("让 S 适应 C", "matched")],
}
INFOS = {
    "size": "G 的长边像素数。尺寸加倍，用时变为四倍。",
    "steps": "优化器改进 G 的次数。约 150 步之后变化不大。",
    "seed": "随机噪声的编号。换一个编号，就换一份噪声。",
    "init": "从噪声开始，S 最能自由发挥，G 从无到有；从 C 开始则更快。",
    "optimizer": "如何改进 G。L-BFGS 需要的步数较少。",
    "network": "由哪个网络来看图片。vgg19 更大，首次使用时下载。",
    "content_layer": "在哪一层比较 C 与 G。浅层保住每个像素，深层只保住形状。",
    "number_format": "网络如何计算。“本机最快的”由实测得出；图片会因此略有不同。",
    "pooling": "网络如何缩小图片。平均池化的笔触更平滑。",
    "style_scale": "S 的长边相对 G 的比例。越小，笔触越细。",
    "total_variation": "相邻像素之差的权重。越大，G 的颗粒越少。",
    "protect_faces": "人脸处的内容要加重多少倍。可试 5。",
    "alpha": "越大，C 越看得清。",
    "beta": "越大，S 的笔触越多。",
    "seamless": "G 可以无缝平铺：适合预设“纹理”。",
    "transparency": "指 C 和 S。保留：只有看得见的部分计入，G 与 C 一样透明。",
    "keep_colors": "保留的办法：只绘明暗，或先把 C 的颜色赋予 S。",
    "identity": f"每张脸的 ‖f(C) − f(G)‖² 及可检测性的权重；可试 {SUGGESTED_GAMMA:g}。",
    "likeness": "γ 大于 0 时适用。脸越要接近原样，其中的 S 就越少。",
}
STROKES = "**笔触与颜色。**"
CONTENT = "内容图 C"
STYLE = "风格图 S"
RUN, LOOK_BUTTON, CANCEL = "迁移风格", "快速预览", "取消"
WALL = "风格：点击一幅"
PRESETS = "预设"
PRESET_CHOICES = [("轻柔", "gentle"), ("均衡", "balanced"), ("浓烈", "bold"), ("纹理", "texture")]
CONTENTS = "图片：点击一幅"
CONTENT_TITLES = {"china": "寺庙", "coffee": "一杯咖啡", "chelsea": "猫", "astronaut": "宇航员"}
CARD = "卡片：C、S、G，PNG"
LINK = "这些设置的链接"
LINK_HOLDS = "包含各选项；C 和 S 若是我们的图片，还包含其名称。不含你的图片。"
THE_LINK = "链接"
BOTH, WITHOUT = "一次前向传播，与走完全部步数的 G", "不计"
RESULT, DOWNLOAD, DOWNLOAD_TIFF, FILM, GO_ON = "C 与 G", "下载 PNG", "TIFF，16 位", "延时视频，MP4", "从这幅 G 继续"
REGION = "区域：白色处采用风格"
REGION_HELP = "涂出的区域；也可以在这里放入一张与 C 形状相同的黑白图。"
STYLE_MASK, STYLE_MASK_2 = "S 上的蒙版：白色处取用 S", "第二种风格上的蒙版"
STYLE_MASK_HELP = "一张与 S 形状相同的黑白图，用于只取 S 的一部分作为风格。一次前向传播总是读取整幅 S。"
STYLE_2, START = "第二种风格", "作为起点的 G"
EARLIER = "在这里生成的图片：沿用它的设置"
SHARE, SHARE_INFO = "第二种风格所占比例", "0：只用 S。1：只用第二种风格。"
STARTS_FROM, LOOK = "G 的起点", "G 的初步样子"
AFTER = "第 {step} 步之后的 G"
CURVE_J, CURVE_CONTENT, CURVE_STYLE = "J", "α · 内容代价", "β λ · 风格代价，{layer}"
EXTRA = {
    "colours": "颜色",
    "total variation": "总变差",
    "identity": "身份",
    "visibility": "可见性",
    "unpainted faces": "脸部风格不足",
}
RECOGNISABLE = "还认得出吗？"
BY_ENCODER = "{faces} 张中认得出 {known} 张，所用编码器和 τ 与人脸验证相同。"
LARGER_GAMMA = "γ 越大，脸保留得越多：可试 {gamma:g}。"
NEARER = "“接近程度”选“肖像”也有同样作用。"
RESTYLE_KEEPS = "取 γ = {gamma:g} 再按“迁移风格”，脸会保留得更多。"
NOT_FOUND_ANY_MORE = "，那里已检测不到脸"
NO_PNG = "没有提供图片；请选择一张在这里生成的。"
PICTURE_C, PICTURE_S, PICTURE_S2 = "内容图 C", "风格图 S", "第二种风格图"
THE_REGION, THE_START, THE_PICTURE = "区域", "作为起点的图片", "这张图片"
PAINT_OVER = "在 C 上涂抹"
PAINTED = "涂出的区域"
NOT_ARRIVED = "涂出的区域未能作为图片传到；请清除后重涂。"
DAMAGED = "涂出的区域在传送中损坏；请清除后重涂。"
PAINT_BY_KEYS = "C，可在其上涂抹：方向键移动画笔，空格键涂抹"
CHOOSE_FIRST, C_TO_PAINT = "请先选择内容图 C。", "C，可在其上涂抹"
BRUSH, BRUSH_SIZE, ERASE, INVERT, CLEAR = "画笔", "画笔大小", "擦除", "反选", "清除"
STYLE_WORDS = (
    r"$J_{content}$：C 与 G 在某个中间层上激活值之差的平方的一半，对各激活值取平均。"
    r"$J_{style}^{[l]}$：S 与 G 的格拉姆矩阵之差的平方；该矩阵表示在第 $l$ 层哪些通道同时激活。"
    "越小越接近，0 表示相同。"
)
WITH = "其中 α = {alpha:g}，β = {beta:g}，内容层 l = {layer}。"
EXTRA_WORDS = {
    "colours": "颜色：β λ 乘以一段距离，即 G 的颜色要移动多远，才能与 S 的颜色分布相同。",
    "total variation": "总变差：G 的相邻像素相差多少。",
    "identity": "身份：γ 乘以 d 超出所选接近程度上限的部分，d 是每张脸在 C 与 G 中的编码之间的距离。",
    "visibility": "可见性：这些脸离能被检测到还差多少。",
    "unpainted faces": "脸部风格不足：脸内的风格比整幅 G 欠缺多少。",
}
STYLE_JUMP = "大的 G 从 256 像素开始逐步放大；每换一次尺寸，代价会跳变。"
FACES_JUMP = "G 有了风格之后才计入人脸；那时代价会跳变。"
GRAM_TITLE = "工作原理：指向格拉姆矩阵的一格，看它的两个特征图"
GRAM_IDEA = (
    "S 在 {layer} 层的格拉姆矩阵，取其中 {count} 个通道。每一格是一个数：两个特征图逐个位置相乘，再把乘积相加。"
    "亮：两个通道在相同位置激活。风格代价只比较这些，与位置无关。"
)
GRAM_LABEL, GRAM_SHOWN, GRAM_TILES = "格拉姆矩阵的格", "格拉姆矩阵", "两个特征图及其乘积"
GRAM_MAP, GRAM_PRODUCT = "通道 {channel}", "逐个位置的乘积"
GRAM_CELL = "通道 {one} 与 {other}：激活值之积 a × a′ 在 {high} × {wide} 个位置上的总和为 {value:,.0f}"
