"""Sentences about styles, regions, films and units, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "{masks} regions were given for {styles} style pictures; give one for each style, or one fewer: the last "
    "style then takes what the others leave.": "为 {styles} 幅风格图提供了 {masks} 个区域；请每种风格给一个，或少给一个：最后一种风格占其余部分。",
    "{name} is black on transparent, and a region is where a mask is white; paint the region white.": (
        "{name}是透明底上的黑色，而区域是蒙版的白色部分；请把区域涂成白色。"
    ),
    "{name} is {width} x {height} pixels and {over} is {wide} x {high}: a mask is painted over {again}, so give "
    "one of the same shape.": "{name}为 {width} x {height} 像素，{over} 为 {wide} x {high}：蒙版涂在 {again} 之上，请提供形状相同的。",
    "{name} is not a mask; it has to be height x width numbers from 0 to 1.": "{name}不是蒙版；它须为“高 x 宽”的 0 到 1 的数。",
    "{name} has values outside 0 to 1; divide 8-bit values by 255.": "{name}有 0 到 1 以外的数值；请把 8 位数值除以 255。",
    "The regions differ in size; paint all of them on one picture.": "各区域大小不同；请都涂在同一张图片上。",
    "{name} is empty, or almost; {advice}.": "{name}是空的，或几乎是空的；{advice}。",
    "paint where the style is to go": "请涂出风格要去的地方",
    "paint what is to be taken": "请涂出要取用的部分",
    "Region {number}": "区域 {number}",
    "Region {number} lies where C is transparent; paint where C can be seen.": "区域 {number} 落在 C 透明之处；请涂在看得见 C 的地方。",
    "The regions leave nothing for the last style; paint less, or give one style fewer.": (
        "各区域没有给最后一种风格留下地方；请少涂一些，或少给一种风格。"
    ),
    "The mask on S": "S 上的蒙版",
    "The mask on style {number}": "风格 {number} 上的蒙版",
    "{masks} masks on S were given for {styles} style pictures; give one each.": (
        "为 {styles} 幅风格图提供了 {masks} 个 S 上的蒙版；请每幅给一个。"
    ),
    "{name} is white only where the picture is transparent; paint where it can be seen.": (
        "{name}只在图片透明处为白色；请涂在看得见的地方。"
    ),
    "The cost is no longer finite with these weights; lower alpha and beta, or choose another optimiser.": (
        "在这些权重下，代价已不是有限数；请降低 α 和 β，或换一个优化器。"
    ),
    "The cost no longer falls with these weights; lower alpha and beta, or choose another optimiser.": (
        "在这些权重下，代价不再下降；请降低 α 和 β，或换一个优化器。"
    ),
    "Size {size} takes {more} GB of memory more, and {free} GB are free: {advice}.": (
        "尺寸 {size} 还需 {more} GB 内存，现有 {free} GB 可用：{advice}。"
    ),
    "choose size {size} at most, or close other programs": "请选择至多 {size} 的尺寸，或关闭其他程序",
    "close other programs": "请关闭其他程序",
    "{name} is {width} x {height} pixels, too elongated: at size {size} its short side would be {short}, and "
    "{least} are needed. Crop it, or choose a larger size.": (
        "{name}为 {width} x {height} 像素，过于狭长：尺寸为 {size} 时短边只有 {short}，至少需要 {least}。请裁剪，或选择更大的尺寸。"
    ),
    "The picture to go on from is not a picture; give height x width x 3 numbers from 0 to 255.": (
        "作为起点的图片不是图片；请提供“高 x 宽 x 3”的 0 到 255 的数。"
    ),
    "The picture to go on from is {width} x {height} pixels and C is {wide} x {high}: give a G that was made "
    "from this C, or start from noise.": "作为起点的图片为 {width} x {height} 像素，C 为 {wide} x {high}：请提供由这张 C 生成的 G，或从噪声开始。",
    "{name} is transparent everywhere, or almost; choose another picture, or lay it over white (transparency: "
    "white).": "{name}全部透明，或几乎全部透明；请另选图片，或衬以白色（“透明部分”选“衬以白色”）。",
    "The network does not run in {format} on this device; choose {formats}.": "网络在此设备上不能以 {format} 运行；请选择 {formats}。",
    "The style network vgg19 is downloaded by torchvision, whose server can't be reached ({problem}). Use the "
    "default network, {default}, or connect and try again.": (
        "风格网络 vgg19 由 torchvision 下载，现在无法访问其服务器（{problem}）。请用默认网络 {default}，或联网后再试。"
    ),
    "{name} is not a film that can be read here, or it is cut off before its end; use {containers}.": (
        "{name} 不是这里能读取的视频，或不完整；请用 {containers}。"
    ),
    "{name} holds {what}; give a film.": "{name} 中{what}；请提供视频。",
    "sound, and no pictures": "只有声音，没有画面",
    "no pictures": "没有画面",
    "{name} holds pictures in a coding that is not read here; convert it to H.264.": "{name} 的画面编码这里无法读取；请转换为 H.264。",
    "{name} has pictures of {width} x {height} pixels; the limit is {most} megapixels. Save it smaller and try "
    "again.": "{name} 的画面为 {width} x {height} 像素；上限为 {most} 百万像素。请存小一些再试。",
    "{name} holds no picture that can be read: it is damaged, or has more than {most} megapixels a picture.": (
        "{name} 中没有可读的画面：文件已损坏，或每帧超过 {most} 百万像素。"
    ),
    "{name}: a picture of {width} x {height} pixels can't be converted; choose a smaller film, or try again when less "
    "runs here.": "{name}：无法转换 {width} x {height} 像素的画面；请换一个更小的影片，或在负载较低时重试。",
    "{count} picture is damaged and left out": "{count} 帧已损坏，已略去",
    "{count} pictures are damaged and left out": "{count} 帧已损坏，已略去",
    "{count} picture is out of order and left out": "{count} 帧次序错乱，已略去",
    "{count} pictures are out of order and left out": "{count} 帧次序错乱，已略去",
    "{count} picture is left out for at most {rate} a second": "为不超过每秒 {rate} 帧，略去 {count} 帧",
    "{count} pictures are left out for at most {rate} a second": "为不超过每秒 {rate} 帧，略去 {count} 帧",
    "the sound is in a coding that is not read here, and left out": "声音的编码这里无法读取，已略去",
    "the sound is damaged in places, and silent there": "声音有几处损坏，这些地方为静音",
    "the file is cut off or damaged, and the film ends there": "文件不完整或已损坏，视频到此为止",
    "the film goes on after {longest} s, the limit, and ends there": "视频长于 {longest} 秒的上限，到此为止",
    "{name} is not a film but {what}; give a film, as {containers}.": "{name} 不是视频，而是{what}；请提供视频：{containers}。",
    "{name} is empty (0 bytes); choose another film.": "{name} 是空文件（0 字节）；请另选视频。",
    "end is {end} s, which is not after start, {start} s; give a later end.": "终点 {end} 秒不在起点 {start} 秒之后；请指定更晚的终点。",
    "{name} holds no picture that can be read here; it is damaged, or of a rare kind.": (
        "{name} 中没有这里能读取的画面；文件已损坏，或属于罕见种类。"
    ),
    "{name} is {seconds} s long, and start is {start} s; give an earlier start.": (
        "{name} 长 {seconds} 秒，而起点为 {start} 秒；请指定更早的起点。"
    ),
    "{name} would be {seconds} s long; the limit is {longest} s. Give start and end of a part, or raise longest.": (
        "{name} 将长达 {seconds} 秒；上限为 {longest} 秒。请指定一段的起点和终点，或提高 longest。"
    ),
    "{name} has pictures of {width} x {height} pixels: with a long side of {size} the short one would be {short}"
    ", and {least} are needed. Choose a larger size or crop it.": (
        "{name} 的画面为 {width} x {height} 像素：长边为 {size} 时短边只有 {short}，至少需要 {least}。请选择更大的尺寸，或裁剪。"
    ),
    "Size {size} takes {needed} GB of memory, and {free} GB are free: choose a smaller size, or close other "
    "programs.": "尺寸 {size} 需要 {needed} GB 内存，现有 {free} GB 可用：请选择更小的尺寸，或关闭其他程序。",
    "The memory ran out at {width} x {height} pixels; choose a smaller size.": (
        "在 {width} x {height} 像素时内存用尽；请选择更小的尺寸。"
    ),
    "The memory ran out at size {size}; choose a smaller size, or close other programs.": (
        "尺寸为 {size} 时内存用尽；请选择更小的尺寸，或关闭其他程序。"
    ),
    "{name} is {width} x {height} pixels, too elongated to read a style from; crop it.": (
        "{name}为 {width} x {height} 像素，过于狭长，无法从中读取风格；请裁剪。"
    ),
    "The numbers of the style did not arrive; choose a style again.": "没有收到风格的数值；请重新选择风格。",
    "The style weights are all zero; raise one of them.": "各风格权重都是零；请提高其中之一。",
    "{network} has no layer {layer}; choose from {layers}.": "{network} 没有 {layer} 层；请从 {layers} 中选择。",
    "{network} has no layer {layer}; choose one like {some}.": "{network} 没有 {layer} 层；请选择类似 {some} 的层。",
    "No style picture was given; one at least is needed.": "没有提供风格图；至少需要一幅。",
    "{weights} style weights were given for {styles} style pictures; give one each.": (
        "为 {styles} 幅风格图提供了 {weights} 个风格权重；请每幅给一个。"
    ),
    "alpha and the style weights are all zero, so nothing is asked for; raise one of them.": (
        "α 和各风格权重都是零，等于没有任何要求；请提高其中之一。"
    ),
    "{steps} steps at size {size} are beyond the budget: at this size at most {most} steps, or for {again} steps "
    "size {largest} at most.": "尺寸 {size}、{steps} 步超出了限额：此尺寸最多 {most} 步；若要 {again} 步，尺寸最大为 {largest}。",
    "style_layers and layer_weights have to be lists of equal length.": "style_layers 与 layer_weights 须为等长的列表。",
    "style_layers names a layer twice; name each once.": "style_layers 中有一层出现了两次；每层只写一次。",
    "{weights} layer weights were given for {layers} style layers; give one lambda a layer.": (
        "为 {layers} 个风格层提供了 {weights} 个层权重；请每层给一个 λ。"
    ),
    "The settings in {name} are not allowed here: {problem}": "{name}中的设置在这里不允许：{problem}",
    "{name} holds no settings; give a picture that facestyle has made, as it was downloaded.": (
        "{name}中没有设置；请提供 facestyle 生成的图片，保持下载时的原样。"
    ),
    "No picture was given; give the pictures that the units are shown.": "没有提供图片；请提供让单元看的图片。",
    "{pictures} pictures are more than the {most} that one pass may take.": "一次最多 {most} 张图片，现有 {pictures} 张。",
    "None of the {pictures} pictures could be used; the first: {problem}": "{pictures} 张图片都无法使用；第一张：{problem}",
    "{name} is too elongated: reduced to {size} pixels it is {width} x {height}, and {least} are needed on each "
    "side. Crop it, or choose a larger size.": (
        "{name}过于狭长：缩小到 {size} 像素时为 {width} x {height}，每边至少需要 {least}。请裁剪，或选择更大的尺寸。"
    ),
}
