"""The page: a conversation with cited answers, the sources beside it, and the views to compare and trust them.

`server.py` serves it, `page.py` lays out its Gradio components, `views/` turn our values into safe HTML by `templates/`,
`static/` holds its style and script. Only this package imports Gradio.
"""
