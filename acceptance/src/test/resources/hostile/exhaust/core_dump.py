"""Aborts with as large a core as it may have."""

import os
import resource

_, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
ballast = b"x" * (100 << 20)
os.abort()
