"""The page: a folder for each tab. Words and widgets, no mathematics."""

from facestyle.ui.server.quick import leave_out_stubs

leave_out_stubs()  # before anything here imports Gradio
