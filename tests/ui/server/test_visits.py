"""A visit keeps what the visitor has, and neither descriptions of components nor results."""

from __future__ import annotations

import gradio as gr

from facestyle.ui.server.visits import keep_little


def test_a_visit_keeps_its_state_and_no_result(page, visitor, sample_path):
    from gradio_client import handle_file

    keep_little()
    before = set(page.app.state_holder.session_data)
    client = visitor()
    answer, *_ = client.predict(
        handle_file(sample_path("obama")), handle_file(sample_path("obama2")), api_name="/verify"
    )
    assert answer["same"]
    [visit] = (page.app.state_holder.session_data[name] for name in set(page.app.state_holder.session_data) - before)
    assert visit.config_values == {}
    assert any(isinstance(page.blocks[key], gr.State) for key in visit.state_data)
    assert list(visit.components) == []
