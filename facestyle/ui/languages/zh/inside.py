"""The words of the tab Inside the network, in Chinese."""

from __future__ import annotations

from facestyle.inside.top_patches import TOP
from facestyle.inside.units import Scan
from facestyle.inside.visualise import VisualiseStep
from facestyle.ui import languages

TAB = "网络内部"
INTRO = (
    "**网络在找什么？** 每一层都有许多单元，图片中出现某个单元专属的小图案时，它就被激活。下面是某一层的若干单元，"
    "各配上最能激活它的九个图块：单元要找的，就是它们的共同之处。浅层找边缘和颜色，深层找物体的部件。"
)
NETWORK, LAYER, SET = "网络", "层，由浅到深", "图片"
NETWORK_CHOICES = [("VGG-16，用物体图片训练", "vgg16"), ("人脸编码器", "facenet-128")]
UNITS_TAB, COSTS_TAB = "单元", "代价比较的是什么"
SHIPPED = "{network}，{layer} 层：{units} 个单元中的 9 个，看了 {pictures} 张图片。"
SET_CHOICES = [("我们的图片", "samples"), ("我的图片", "mine")]
LOOK = "看看内部"
LOOKING = "正在让 {layer} 的每个单元看 {total} 张图片……已完成 {done} 张"
TOO_MANY = "最多 {most} 张图片，现有 {files} 张；更多请用命令行。"
EMPTY = "这里会显示该层的九个单元，各有九个图块。请按“看看内部”。"
WALL, WALL_UNIT, UNIT_OF = "九个单元：点击一个", "单元 {unit}", "{layer} 的单元 {unit}"

MORE = "更多：你自己的图片、按编号选单元、要查看的图片"
FILES = "你自己的图片，最多 200 张"
UNIT, UNIT_INFO, SHOW_UNIT = "单元", "从 0 起。", "显示此单元"
PICTURE = "用来查看单元在何处激活的图片"
UNIT_EMPTY = "点击九个单元之一，就能看到它的图块和激活值、单元想看到的图片，以及它在一张图片中何处激活。"
NO_UNIT = "没有选择单元；请点击一个单元，或填写其编号。"
NO_PICTURES = "还没有你的图片；请在“更多”中放入几张，或选择“我们的图片”。"
THE_PICTURE = "这张图片"

PATCHES, PATCH = "最能激活它的图块", "图块 {rank}，出自 {name}"
PATCHES_MEAN = (
    "九张不同图片中最能激活此单元的位置，每块的大小正是单元的感受野。数字是激活值：0 表示未激活。灰色是图片边界以外。"
)
NO_PATCHES = "它的图块"
SILENT = "这些图片都没有激活此单元。"
ASKS = "它想看到的"
ASKS_MEAN = "这幅图不是人画的。它从噪声开始，每一步改变像素，使单元的激活更强。可与图块对照。"
FORMING, EXCITES = "正从噪声中成形……", "激活此单元的图片，第 {step} 步之后"
WHERE, WHERE_IN_ONE = "它在何处激活", "它在一张图片中何处激活"
WHERE_SHOWN = "单元激活的位置"
WHERE_MEAN = "单元激活之处为彩色，未激活之处为灰色。方框是激活最强处单元的感受野，激活值 {strongest:.3g}。可在“更多”中换一张图片。"
NOWHERE = "在这张图片中没有激活。"
SAW, SAW_CAPTION = "单元所见", "单元所见"
GRADIENT, GRADIENT_CAPTION = "那里的梯度", "它的梯度"
GRADIENT_MEAN = "这个最强激活值对方框内各像素的梯度：灰色的像素无关紧要，彩色的才有影响。"

COMPARE_INTRO = (
    "**代价比较的是什么。** 风格迁移使 G 的“特征”与 C 相近（逐个位置比较），“格拉姆矩阵”与 S 相近（哪些通道同时激活，"
    "不论位置）。下面把两者画成图片。如果你没有提供 G，就用 C 和 S 快速生成一幅。"
)
CONTENT, STYLE, GENERATED = "内容图 C", "风格图 S", "你自己的 G"
THE_CONTENT, THE_STYLE, THE_GENERATED = "内容图 C", "风格图 S", "图片 G"
COMPARE = "逐层比较"
COMPARE_EMPTY = "特征和格拉姆矩阵会逐层显示在这里。请按“逐层比较”。"
G_GIVEN = "G 是你自己的图片。"
MAKING_G = "正在用 C 和 S 快速生成一幅 G，共 {steps} 步……"
G_MADE = "G 由 C 和 S 生成：从 C 开始，{steps} 步，{size} 像素。"
FEATURES, GRAM = "{layer} 层上 {picture} 的特征", "{layer} 层上 {picture} 的格拉姆矩阵"
C_ITSELF = "C 本身：{cost:.3g}"
COMPARE_HEADS = (
    "层",
    "C 的特征",
    "G 的特征",
    "内容代价，C 与 G",
    "S 的格拉姆矩阵",
    "G 的格拉姆矩阵",
    "风格代价，S 与 G",
)
FEATURES_MEAN = (
    "特征：把一层的许多通道缩减为三种颜色，C 与 G 用同一套。C 与 G 在相同位置颜色相同，内容就保留下来："
    "全部相等时内容代价为 0。"
)
GRAMS_MEAN = (
    "格拉姆矩阵：S 中最强的 48 个通道各占一行一列；亮点表示两个通道在相同位置激活。G 的图案越接近 S，风格代价越低，"
    "相等时为 0；小号数字是 C 本身的风格代价。"
)


def summary(scan: Scan, layer: str) -> str:
    """Which units of which pictures are shown, and which pictures are not."""
    found = scan.found[layer].layer
    height, width = found.field.size
    parts = [
        f"{scan.options.network}，{layer} 层：{found.units} 个单元中的 9 个，看了 {scan.usable} 张图片。"
        f"每个单元一次看到图片中的 {width} × {height} 像素。"
    ]
    if scan.usable < TOP:
        parts.append(f"只有 {scan.usable} 张图片，所以每个单元至多 {scan.usable} 个图块：一张一个。")
    if scan.repeated:
        parts.append(f"略去 {scan.repeated} 张重复的图片。")
    if scan.unusable:
        parts.append(f"{len(scan.unusable)} 张图片无法使用：{languages.said(scan.unusable[0][1])}")
    return "".join(parts)


def patches_mean(found: int, beyond: int) -> str:
    """An explanation of the patches."""
    fewer = f"只有 {found} 张图片能激活它。" if found < TOP else ""
    return PATCHES_MEAN + fewer + (f"{beyond} 个图块超出边界。" if beyond else "")


def fires(step: VisualiseStep, best: float | None) -> str:
    """How strongly a unit fires at the picture that forms for it."""
    against = "" if best is None else f"；最好的图块达到 {best:.3g}"
    steps = "" if step.iteration == step.steps else f"第 {step.iteration} 步，共 {step.steps} 步。"
    return f"它对这张图片的激活值为 {step.activation:.3g}{against}。{steps}"
