"""Sentences about the training of a Siamese network and its pictures, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "{name} holds no {what} that can be used; it is damaged, or something else.": "{name} 中没有可用的{what}；文件已损坏，或不是这种文件。",
    "trained model": "训练好的模型",
    "checkpoint": "检查点",
    "The checkpoint {name} is of other pictures or other options; give those, or another file.": (
        "检查点 {name} 属于别的照片或别的选项；请提供那些照片和选项，或另选文件。"
    ),
    "{name} was trained on encodings made under {contract}, which is no encoder here any more; train again.": (
        "{name} 是用 {contract} 的编码训练的，这里已没有这个编码器；请重新训练。"
    ),
    "{name} is larger than {size} MB; a {what} never is.": "{name} 超过 {size} MB；{what}不会这么大。",
    "The {what} {name} can't be read; check the path.": "无法读取{what} {name}；请检查路径。",
    "{name} is no {what} of facestyle.": "{name} 不是 facestyle 的{what}。",
    "degrade is {text}; give the width of a face in pixels, such as 20px.": "degrade 为 {text}；请填写人脸宽度的像素数，例如 20px。",
    "Each of the {people} people in the gallery is enrolled from one picture; a positive needs another picture "
    "of the same person: enrol a second one of some of them under Identify.": (
        "人员库中的 {people} 人各只录入了一张照片；正例需要同一人的另一张：请在“人脸识别”中为其中几人再录入一张。"
    ),
    "The gallery holds {whom}; a triplet needs two people at least: enrol another under Identify.": (
        "人员库中{whom}；三元组至少需要两个人：请在“人脸识别”中再录入一人。"
    ),
    "nobody": "没有人",
    "only {name}": "只有{name}",
    "The encodings were made under {contract}, which is no encoder here.": "这些编码出自 {contract}，这里没有这个编码器。",
    "The pictures show {whom}; a triplet needs two people at least: add a folder NAME/*.jpg for another.": (
        "照片中{whom}；三元组至少需要两个人：请为另一人添加文件夹“姓名/*.jpg”。"
    ),
    "There is one picture of each of {people} people; a positive needs another picture of the same person: add a "
    "second one of some of them.": "{people} 人每人只有一张照片；正例需要同一人的另一张：请为其中几人再添加一张。",
    "Either {top} is a person or {examples} are two; put a folder for each person at the top of the zip, with "
    "the pictures in it.": "要么 {top} 是一个人，要么 {examples} 是两个人；请在 zip 的最上层为每人放一个文件夹，照片放在其中。",
    "{one} and {more} more": "{one} 及另外 {more} 个",
    "A {kind} model of {numbers} numbers needs a square map and {weights} weights.": (
        "{numbers} 个数的 {kind} 模型需要方阵映射和 {weights} 个权重。"
    ),
    "The trained values are not finite; train again with a lower learning rate.": "训练出的数值不是有限数；请降低学习率重新训练。",
    "Encodings of {numbers} numbers don't fit a model of {of}, which was trained on {encoder}; choose that "
    "encoder.": "{numbers} 维的编码与 {of} 维的模型不符，后者在 {encoder} 上训练；请选择那个编码器。",
    "A triplet loss trains the projection and nothing else; leave it on.": "三元组损失只训练投影；请保持开启。",
    "The file is no zip; give a zip of folders NAME with pictures in them.": "该文件不是 zip；请提供 zip，内为以姓名命名、装有照片的文件夹。",
    "The zip holds more than {most} entries; give fewer pictures.": "zip 中超过 {most} 项；请减少照片。",
    "The zip inflates to more than {most} MB; give fewer or smaller pictures.": "zip 解压后超过 {most} MB；请减少照片，或用小一些的照片。",
    "The zip holds no NAME/*.jpg: a folder for each person, with pictures in it.": "zip 中没有“姓名/*.jpg”：即每人一个文件夹，内装照片。",
    "The zip holds a path that leads out of it; make it of plain folders and pictures.": (
        "zip 中有指向其外的路径；请只放普通的文件夹和照片。"
    ),
    "The zip is encrypted; make one without a password.": "zip 已加密；请制作没有密码的 zip。",
    "The zip inflates to more than it says, or than is read here; make it again.": "zip 解压后比它标明的或这里可读的更大；请重新制作。",
    "The zip is larger than {most} MB; give fewer or smaller pictures.": "zip 超过 {most} MB；请减少照片，或用小一些的照片。",
    "The zip can't be read; choose it again.": "无法读取 zip；请重新选择。",
    "The zip is damaged, or packed in a way that is not read here; make it again.": "zip 已损坏，或其压缩方式这里无法读取；请重新制作。",
    "None of {done} pictures can be used.{first}": "{done} 张照片都无法使用。{first}",
    "An archive in the zip is not opened: {names}.": "zip 中的压缩包不会打开：{names}。",
    "Left out, not called like a picture: {names}.": "已略去，名称不像图片：{names}。",
    "Left out, hidden: {names}.": "已略去，隐藏文件：{names}。",
    "Left out, in no person's folder: {names}.": "已略去，不在任何人的文件夹中：{names}。",
    "The zip does not say in which code its names are written; they were read as code page 437: {names}.": (
        "zip 没有说明文件名的编码；已按代码页 437 读取：{names}。"
    ),
    "Each person's pictures in {names} are taken together.": "每个人在 {names} 中的照片已合在一起。",
    "Pictures in folders of a person's folder ({inner}) count for that person: {names}.": (
        "某人文件夹中的子文件夹（{inner}）里的照片都算作此人：{names}。"
    ),
    "Folders whose names differ in nothing that is seen are one person: {names}.": "名称看上去没有差别的文件夹算作同一人：{names}。",
    "No {similarity} head comes with the encoder {encoder}; use {default}, or train one: facestyle train {again} "
    "--encoder {once} --images DIR -o FILE.": (
        "编码器 {encoder} 没有附带 {similarity} 分类头；请用 {default}，或训练一个：facestyle train {again} --encoder {once} --images "
        "DIR -o FILE。"
    ),
    "{name} holds a {kind} head, which compares two pictures and encodes none; give it to verify as --trained, "
    "or train with triplets.": "{name} 中是 {kind} 分类头，它比较两张图片而不作编码；请作为 --trained 交给 verify，或用三元组训练。",
}
