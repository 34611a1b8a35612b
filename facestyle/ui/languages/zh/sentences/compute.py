"""Sentences about the machines that compute, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "{variable} is {value}; give local, auto or ray://HOST:PORT.": "{variable} 为 {value}；请填写 local、auto 或 ray://主机:端口。",
    "FACESTYLE_COMPUTE is {compute}, and Ray is not installed; install requirements-cluster.txt.": (
        "FACESTYLE_COMPUTE 为 {compute}，但没有安装 Ray；请安装 requirements-cluster.txt。"
    ),
    "FACESTYLE_COMPUTE is {compute}, and no cluster answers there: {problem} Start Ray on this machine (ray start), or "
    "set FACESTYLE_COMPUTE=local.": (
        "FACESTYLE_COMPUTE 为 {compute}，但那里没有集群应答：{problem}请在本机启动 Ray（ray start），或设 FACESTYLE_COMPUTE=local。"
    ),
    "A Space on ZeroGPU computes on the GPU that it is lent; set FACESTYLE_COMPUTE=local.": (
        "ZeroGPU 上的 Space 用借来的 GPU 计算；请设 FACESTYLE_COMPUTE=local。"
    ),
    "The cluster can't run what the page needs: {problem}": "集群无法运行本页所需的程序：{problem}",
    "The cluster has {cores} cores, and the processes reserve {reserved}; add machines, or give a smaller configuration "
    "(FACESTYLE_CLUSTER).": (
        "集群有 {cores} 个核心，而各进程要预留 {reserved} 个；请增加机器，或给出较小的配置（FACESTYLE_CLUSTER）。"
    ),
    "The cluster has {gpus} GPUs, and the processes reserve {reserved}; add machines, or give a smaller configuration "
    "(FACESTYLE_CLUSTER).": (
        "集群有 {gpus} 块 GPU，而各进程要预留 {reserved} 块；请增加机器，或给出较小的配置（FACESTYLE_CLUSTER）。"
    ),
    "The processes of {name} end while they start; look into the logs of Ray Serve.": (
        "{name} 的进程在启动时就结束了；请查看 Ray Serve 的日志。"
    ),
    "The processes of {names} do not run after {minutes} minutes; `ray status` says what the cluster has left for them.": (
        "{names} 的进程 {minutes} 分钟后仍未运行；`ray status` 会显示集群还剩多少资源。"
    ),
    "The cluster that computes can't be reached any more. Try again in some minutes.": "已无法连接负责计算的集群。请几分钟后再试。",
    "The cluster encodes under {theirs}, and this page expects {ours}; run one release on both.": (
        "集群用 {theirs} 编码，而本页需要 {ours}；请在两边运行同一版本。"
    ),
    "No machine of the cluster does this work at present. Try again in some minutes.": "集群中目前没有机器做这项工作。请几分钟后再试。",
    "All machines that do this are at work, and others wait already. Try again in a minute.": (
        "做这项工作的机器都在忙，并且已有人在等。请一分钟后再试。"
    ),
    "The machines that computed were lost, one after the other. Try again in some minutes.": (
        "负责计算的机器接连失去联系。请几分钟后再试。"
    ),
    "The machine that painted was lost after step {done} of {steps}, and those that took over, too. Go on from the "
    "picture so far, or try again.": "作画的机器在第 {done} 步（共 {steps} 步）后失去联系，接替的机器也是。请从目前的图片继续，或重试。",
    "The memory of the machine that computed ran out; choose a smaller size or picture.": (
        "负责计算的机器内存不足；请选择较小的尺寸或图片。"
    ),
    "The cluster's configuration, {path}, can't be read as JSON; check it.": "无法将集群的配置 {path} 读作 JSON；请检查。",
    "The cluster's configuration, {path}, has to be a JSON object.": "集群的配置 {path} 必须是 JSON 对象。",
    "{name} in {path} has to be a JSON object.": "{path} 中的 {name} 必须是 JSON 对象。",
    "{name} in {path} is unknown; use {names}.": "{path} 中的 {name} 未知；请用 {names}。",
    "at_once of styling has to be 1: a run has its process for itself.": "styling 的 at_once 必须为 1：每次运行独占一个进程。",
    "The encoder {name} comes from a file that a cluster's processes don't have; choose another one, or compute without a "
    "cluster.": "编码器 {name} 来自一个文件，集群的进程没有该文件；请选择另一个，或不用集群计算。",
    "The cluster can't read the pictures: {problem}": "集群无法读取图片：{problem}",
}
