// Solves the check against abuse, so that nobody with a script-running browser is asked a question: looks for the number
// that, hashed together with the form's seed, begins with enough zero bits. Works in slices, so that typing stays smooth.
// Where `crypto.subtle` is missing (plain HTTP) it must work too, so the hash is written out here (FIPS 180-4).
(() => {
  const SLICE_MS = 12;
  const roots = [];
  for (let candidate = 2; roots.length < 64; candidate++) {
    if (roots.every((prime) => candidate % prime !== 0)) roots.push(candidate);
  }
  const fraction = (value) => ((value - Math.floor(value)) * 4294967296) | 0;
  const K = Int32Array.from(roots, (prime) => fraction(Math.cbrt(prime)));
  const START = Int32Array.from(roots.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  const schedule = new Int32Array(64);

  /** The first 32 bits of the SHA-256 of an ASCII text. */
  const headOfHash = (text) => {
    const blocks = Math.ceil((text.length + 9) / 64);
    const words = new Int32Array(blocks * 16);
    for (let at = 0; at < text.length; at++) words[at >> 2] |= text.charCodeAt(at) << (24 - (at % 4) * 8);
    words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
    words[blocks * 16 - 1] = text.length * 8;
    const state = Int32Array.from(START);
    for (let block = 0; block < blocks; block++) {
      for (let i = 0; i < 64; i++) {
        if (i < 16) schedule[i] = words[block * 16 + i];
        else {
          const a = schedule[i - 15];
          const b = schedule[i - 2];
          const small = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
          const large = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
          schedule[i] = (schedule[i - 16] + small + schedule[i - 7] + large) | 0;
        }
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
        const one = (h + sum1 + ((e & f) ^ (~e & g)) + K[i] + schedule[i]) | 0;
        const sum0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
        const two = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] + word) | 0;
    }
    return state[0] >>> 0;
  };

  for (const field of document.querySelectorAll('input[name=puzzle_answer]')) {
    const { seed, bits } = field.dataset;
    const limit = 2 ** (32 - Number(bits));
    const { form } = field;
    form.classList.add('working');
    let next = 0;
    let isWaiting = false;
    // Whoever is quicker than the machine waits for it, instead of being sent back.
    form.addEventListener('submit', (event) => {
      if (field.value !== '') return;
      isWaiting = true;
      event.preventDefault();
    });
    const work = () => {
      const until = performance.now() + SLICE_MS;
      do {
        if (headOfHash(`${seed}:${next}`) < limit) {
          field.value = String(next);
          if (isWaiting) form.requestSubmit();
          return;
        }
        next++;
      } while (performance.now() < until);
      setTimeout(work, 0);
    };
    work();
  }
})();
