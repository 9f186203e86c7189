// Fills twice its memory beside the heap of the interpreter.

const held = [];
for (let number = 0; number < 32; number++) held.push(Buffer.alloc(16 << 20, 'x'));
setTimeout(() => console.log(held.length), 2000);
