// Tries: ioctls: to type into a terminal, to make one its own, to give others a descriptor's signals, to clone files.
// Escape: one of them succeeds.
attempt('ioctl', () => {
  for (let fd = 0; fd < 20; fd++)
    for (const command of [
      0x5412, 0x541c, 0x540e, 0x8901, 0x8902, 0x40049409, 0x5429, 0xc0045402, 0x4004667d, 0x5423,
    ])
      forbidden(`ioctl ${fd} ${command}`, syscall(nr.ioctl, fd, command, new Uint8Array(8)));
});
