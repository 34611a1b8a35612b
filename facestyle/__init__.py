"""Face verification, gallery identification and neural style transfer.

The engine: it knows nothing of Gradio, and importing it loads no network.
"""

__version__ = "0.1.0"
