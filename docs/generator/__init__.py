"""The rooms of the generated manual: each module gives its pages as (path, text)."""
