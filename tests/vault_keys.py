"""Master keys for the logs of tests."""

from service.vault.cipher import MasterKey
from service.vault.master_keys import MasterKeys

MASTER = MasterKey("tests", b"a master key for tests, 32 bytes")
KEYS = MasterKeys(MASTER)
