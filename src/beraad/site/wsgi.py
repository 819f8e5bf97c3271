"""The site as a WSGI application: `granian --interface wsgi beraad.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beraad.site.settings")
application = get_wsgi_application()
