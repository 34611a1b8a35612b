"""Sentences about faces, encoders and verification, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "too small": "太小",
    "blurred": "模糊",
    "turned away": "未正对镜头",
    "too dark": "太暗",
    "too bright": "太亮",
    "covered at the eyes": "眼部被遮挡",
    "covered at the mouth": "嘴部被遮挡",
    "No face was found in {name}, which is {width} x {height} pixels. Use a picture in which the face is "
    "upright, not covered, and at least {least} pixels wide.": (
        "在{name}中没有找到人脸，图片为 {width} x {height} 像素。请用脸部端正、无遮挡、宽度至少 {least} 像素的图片。"
    ),
    "No face was found in {name}, and this network sees only faces.": "在{name}中没有找到人脸，而这个网络只看人脸。",
    "Face {number} of {name} was asked for, but only {faces} were found; ask for a lower one.": (
        "指定了{name}的第 {number} 张脸，但只找到 {faces} 张；请用较小的编号。"
    ),
    "{name} is {width} x {height} pixels, which is no crop of one face; leave out detect=False, so that faces "
    "are searched.": "{name}为 {width} x {height} 像素，不是单张脸的裁剪图；请去掉 detect=False，以便检测人脸。",
    "The encoder {encoder} joins several, which see a face differently, so that one crop is not enough; give the "
    "photograph, or choose {parts}.": "编码器 {encoder} 由几个编码器合成，各自看脸的方式不同，一张裁剪图不够；请提供整张照片，或选择 {parts}。",
    "There are {same} pairs of one person and {different} of two; a calibration needs at least {fewest} of each. "
    "Add pictures: several of each person, of several people.": (
        "同一人的照片有 {same} 对，不同人的有 {different} 对；校准需要两种各至少 {fewest} 对。请增加照片：多个人，每人多张。"
    ),
    "Pictures of one person lie no nearer to one another than those of different people; check that each picture "
    "is filed under the right name.": "同一人的照片之间并不比不同人的更近；请检查每张照片是否归在正确的姓名下。",
    "{name} was made for {contract}, which is no encoder here any more; make it again.": (
        "{name} 是为 {contract} 制作的，这里已没有这个编码器；请重新制作。"
    ),
    "There is no report, since {wrong} is no number; compare other photographs.": (
        "无法生成报告，因为 {wrong} 不是数；请比较其他照片。"
    ),
    "The calibration {name} can't be read; check the path.": "无法读取校准文件 {name}；请检查路径。",
    "{name} holds no calibration that can be used; make it again.": "{name} 中没有可用的校准；请重新制作。",
    "Encodings of {one} and of {other} numbers come from different encoders and can't be compared; encode both "
    "pictures with one.": "{one} 维与 {other} 维的编码出自不同的编码器，无法比较；请用同一编码器编码两张图片。",
    "Not enough pairs to tell tau for a false match rate of {rate}: {pairs} known for {encoder}. Choose a larger "
    "rate, or a threshold.": "照片对不足以确定误匹配率为 {rate} 时的 τ：{encoder} 已知 {pairs} 对。请选择更大的比率，或直接指定阈值。",
    "The calibration was made for {encoder}, not {other}; choose that encoder, or make one for this.": (
        "该校准是为 {encoder} 制作的，不是 {other}；请选择那个编码器，或为这个编码器另做校准。"
    ),
    "The trained model is a {kind}; choose similarity {similarity}, or no model.": (
        "训练好的模型属于 {kind}；请选择相似度 {similarity}，或不用模型。"
    ),
    "The trained model stands on {encoder}, not {other}; choose that encoder.": (
        "训练好的模型基于 {encoder}，不是 {other}；请选择那个编码器。"
    ),
    "A false match rate, a calibration and the policy best are of plain d; leave them out, or choose similarity "
    "distance without a trained model.": "误匹配率、校准和策略 best 只适用于原始 d；请不要使用它们，或选择相似度 distance 且不用训练好的模型。",
    "The encoder {name} is unknown; choose one of {encoders}.": "没有编码器 {name}；请从 {encoders} 中选择。",
    "The encoder {name} has no network of its own; use encode_detected, which joins its parts.": (
        "编码器 {name} 没有自己的网络；请用 encode_detected，由它合成各部分。"
    ),
    "The encoder {name} has no gradients; choose one that comes with the package.": "编码器 {name} 不提供梯度；请选择随软件包提供的编码器。",
    "The encoder {name} is downloaded by facenet-pytorch from its own release page, which can't be reached ("
    "{problem}). Use the default encoder, {default}, or connect and try again.": (
        "编码器 {name} 由 facenet-pytorch 从其发布页下载，现在无法访问（{problem}）。请用默认编码器 {default}，或联网后再试。"
    ),
    "{name} is the card of another file: it says sha256 {sha256}, and {file} has {digest}. Get the file again, "
    "or write this file's own card.": (
        "{name} 是另一个文件的卡片：它写的 sha256 是 {sha256}，而 {file} 的是 {digest}。请重新取得文件，或为它写自己的卡片。"
    ),
    'landmarks must be "arcface", five points [x, y], or null for a crop by the box.': (
        'landmarks 须为 "arcface"、五个点 [x, y]，或 null（按框裁剪）。'
    ),
    "name must be 1 to 40 lower-case letters, digits, dots, dashes and underscores.": (
        "name 须为 1 到 40 个小写字母、数字、点、连字符和下划线。"
    ),
    "sha256 must be 64 hexadecimal digits, in lower case.": "sha256 须为 64 位小写十六进制数字。",
    "{name} has no card: {card} beside it can't be read. Write one as docs/encoders.md shows; the file's sha256 "
    "is {digest}.": "{name} 没有卡片：无法读取旁边的 {card}。请按 docs/encoders.md 写一张；该文件的 sha256 是 {digest}。",
    "{name} is no card: {problem}; see docs/encoders.md.": "{name} 不是卡片：{problem}；见 docs/encoders.md。",
    "{name}: {problem}": "{name}：{problem}",
    "{text} must be a text of 1 to {longest} characters.": "{text} 须为 1 到 {longest} 个字符的文本。",
    "{flag} must be true or false.": "{flag} 须为 true 或 false。",
    "{name} is the name of another encoder already; choose another on the card.": "{name} 已是另一个编码器的名称；请在卡片上另取一个。",
    "{name} takes {kind} of {shape}; a face encoder takes float pictures of {side} x {again} x 3, as its card "
    "says.": "{name} 的输入是 {kind}，形状 {shape}；按卡片所写，人脸编码器的输入是 {side} x {again} x 3 的浮点图片。",
    "{name} gives values of shape {shape}; an encoding is 1 row of 2 to 4096.": (
        "{name} 的输出形状为 {shape}；编码应为 1 行，2 到 4096 个数。"
    ),
    "{name} is over {size} MB; that is no face encoder.": "{name} 超过 {size} MB；人脸编码器不会这么大。",
    "The encoder {name} can't be read; check the path.": "无法读取编码器 {name}；请检查路径。",
    "{name} needs onnxruntime, which is not installed; run: pip install 'facestyle[onnx]'.": (
        "{name} 需要 onnxruntime，但尚未安装；请运行：pip install 'facestyle[onnx]'。"
    ),
    "{name} can't be read as an ONNX network: {problem}. Weights in a second file are not supported; save it as "
    "one file.": "无法把 {name} 读作 ONNX 网络：{problem}。不支持权重放在第二个文件中；请存为一个文件。",
    "{name} can't be run: {problem}": "无法运行 {name}：{problem}",
    "measured on LFW's 2,200 development pairs: at 1.12, 0.3 % of the strangers' pairs fall below and 0.3 % of "
    "the matching pairs above; at 1.00, none and 1.4 %. Of all 5.9 million pairs of strangers among their "
    "pictures, 0.3 % fall below 1.12 and 0.1 % below 1.00": (
        "在 LFW 的 2,200 个开发照片对上测得：取 1.12 时，陌生人的照片对有 0.3 % 低于它，同一人的有 0.3 % 高于它；取 1.00 时分别为 0 和 1.4 %。在这些照片的全部 590 "
        "万个陌生人照片对中，0.3 % 低于 1.12，0.1 % 低于 1.00"
    ),
    "measured on LFW's 2,200 development pairs: at 0.46, 0.5 % of the strangers' pairs fall below and 0.4 % of "
    "the matching pairs above; at 0.41, none and 1.3 %. Of all 5.9 million pairs of strangers among their "
    "pictures, 0.3 % fall below 0.46 and 0.1 % below 0.41": (
        "在 LFW 的 2,200 个开发照片对上测得：取 0.46 时，陌生人的照片对有 0.5 % 低于它，同一人的有 0.4 % 高于它；取 0.41 时分别为 0 和 1.3 %。在这些照片的全部 590 "
        "万个陌生人照片对中，0.3 % 低于 0.46，0.1 % 低于 0.41"
    ),
    "measured on LFW's 2,200 development pairs: at 0.175, 1.0 % of the strangers' pairs fall below and 0.9 % of "
    "the matching pairs above; at 0.14, 0.2 % and 6.0 %": (
        "在 LFW 的 2,200 个开发照片对上测得：取 0.175 时，陌生人的照片对有 1.0 % 低于它，同一人的有 0.9 % 高于它；取 0.14 时分别为 0.2 % 和 6.0 %"
    ),
    "half probability of the same person, as CompreFace set it for these weights; not measured here": (
        "同一人的概率为一半之处，由 CompreFace 为这些权重设定；此处未测量"
    ),
    "what the card of {name} says; calibrate it on pictures of your own": "{name} 的卡片所写；请用你自己的照片校准",
    "calibrated on {source}": "校准所用：{source}",
    "most of the pairs right of the people that {name} was validated on; in a gallery stricter, in the "
    "proportion of {base}. Better: calibrate it on pictures of your own": (
        "在 {name} 的验证人群上答对最多之处；用于人员库时按 {base} 的比例更严格。更好的办法：用你自己的照片校准"
    ),
    "LFW's development list pairsDevTrain (2,200 pairs), and for the false match rates all pictures of different "
    "people among those it names": "LFW 的开发列表 pairsDevTrain（2,200 对）；误匹配率则取其中不同人的全部照片",
}
