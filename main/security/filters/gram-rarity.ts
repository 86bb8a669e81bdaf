/**
 * How common pairs of neighbouring characters are in mail, so that each filter can be anchored at the four characters of it
 * that ordinary mail holds least often (automaton.ts). Measured over ham and spam of the SpamAssassin corpus, headers and
 * markup included; the numbers only steer speed, never what matches.
 */

/** Classes of characters: a to z, space, digit, other ASCII, everything else. */
const CLASSES = 30;

/** A row for the class of the first character, a letter for that of the second: `a` is rarest, each letter twice as common as the one before. */
const PAIRS = [
  'mnnnkknlnjlonojmjonomllkmjnlla',
  'mkkjnjmjlljnkknjinmjljjimjkklb',
  'nkmkojknmjnnklpjjmlmlijikiklka',
  'mjkmojkjnjikklmjkllnlkjjliolmc',
  'nmnomnljniknmokmkpoojlmmljpknb',
  'mjjjmniimiijjioiinjlkiiijimkla',
  'ljmjnjjnnjikkmljjmkjkjjjkjokla',
  'njjjoiiinjijkknjinjokiiijjnjla',
  'nloomnokpjknnpnlkmoojnikjmljkb',
  'kjjiliiijjijkikjiijilijjjjgjha',
  'kjijmikiljijjkjjjjlljiiijjljka',
  'nkklojjloiknkjolijmmmljimjnjlc',
  'oljkojmjnjilljmmjjllkjjjkknjma',
  'nmnoolokmjlmllnljlnplkkkljojnc',
  'klmmjnmjkjknppmmipnnolmjjjnjka',
  'njkkniklljimkimlimllliijjjmjma',
  'jijiiiijijijijijjliiilijiiihjja',
  'njnnpjnjoillllokilmmlljiliojmc',
  'mkmjokjmoikllkmnjmnomijikiojmb',
  'nkknokjpoiilmkooinmomjkjmjpjnc',
  'lmlkmjmilijmlmjminmmiiikjjmjja',
  'mjjjoiiimiijiikiiijijiiijjjjia',
  'mjjjmjjloiijjlliikljijojjiljka',
  'jijikiiikjijjjikijiliiijiikjka',
  'ljjjkijikiikjjnlijkjiikjkjojka',
  'kijlmijjkiijkijiiijjijjjjmijia',
  'poonnomoolknononknppmmoknkamnf',
  'kkknkkjjkjjjjjjkjjjjjjjjjjnoma',
  'mmmkklklljhkknkljklnjjliijomnb',
  'cabababacaababaaabccaaaaaafabf',
].join('');

function classOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61;
  if (unit === 0x20) return 26;
  if (unit >= 0x30 && unit <= 0x39) return 27;
  return unit < 0x80 ? 28 : 29;
}

/** By pairs of ASCII characters, so that a look-up is one load. Row and column 128 stand for everything else. */
const COMMONNESS = new Uint8Array(129 * 129);
for (let first = 0; first < 129; first += 1) {
  for (let second = 0; second < 129; second += 1) {
    COMMONNESS[first * 129 + second] = PAIRS.charCodeAt(classOf(first) * CLASSES + classOf(second)) - 0x61;
  }
}

/** How common two characters, in normal form, are next to each other: a logarithm to base 2, from 0. */
export function pairCommonness(first: number, second: number): number {
  return COMMONNESS[(first < 128 ? first : 128) * 129 + (second < 128 ? second : 128)] as number;
}
