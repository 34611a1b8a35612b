"""Face verification, gallery identification and neural style transfer.

The engine: it knows nothing of Gradio, and importing it loads no network.
"""

from facestyle.compute.threads import set_thread_policy

__version__ = "0.1.0"

set_thread_policy()
