"""What the page fetches beside Gradio's own: views as HTML fragments, files, judgements."""
