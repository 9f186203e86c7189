"""Fills twice its memory with System V segments, with one of them attached at a time."""

import ctypes
import time

IPC_CREAT, KEY, SEGMENT = 0o1000, 0x0C10C4E0, 16 << 20
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
libc.shmdt.argtypes = (ctypes.c_void_p,)

for number in range(32):
    segment = libc.shmget(KEY + number, ctypes.c_size_t(SEGMENT), IPC_CREAT | 0o666)
    if segment < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    at = libc.shmat(segment, None, 0)
    ctypes.memset(at, 120, SEGMENT)
    libc.shmdt(at)
time.sleep(2)
