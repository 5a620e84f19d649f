"""What everybody may read: home, needs, programmes and editorial pages, as Wagtail page types."""
