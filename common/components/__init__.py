"""What the component tags compute before their templates draw it; `common.templatetags.components` registers them."""
