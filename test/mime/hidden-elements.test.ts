/** Which text of HTML is seen, and which is in an element that is hidden, whether it is closed or not. */
import { describe, expect, it } from 'vitest';
import type { Markup } from '../../main/mime/html-elements.ts';
import { HtmlText } from '../../main/mime/html-text.ts';
import type { HtmlVisitor } from '../../main/mime/html-visitor.ts';

/** The text that is seen, spaces and line breaks left out, by what a browser takes it for. */
function seen(html: string, markup: Markup = 'html'): string {
  const shown = { text: '' };
  let other: typeof shown | undefined;
  const visitor = (into: typeof shown): ConstructorParameters<typeof HtmlText>[0] => {
    let hidden = false;
    return {
      text: (piece) => (into.text += hidden ? '' : piece.replace(/\s/g, '')),
      url: () => undefined,
      hides: (now) => (hidden = now),
    };
  };
  const reading = new HtmlText(
    {
      ...visitor(shown),
      otherReading: () => {
        other = { text: shown.text };
        return visitor(other);
      },
    },
    markup,
  );
  for (const character of html) reading.write(character);
  reading.end();
  return (other ?? shown).text;
}

describe('what is hidden ends', () => {
  it.each([
    ['with the next item of a list', '<ul><li hidden>junk<li>V<b hidden>x</b>iagra</ul>'],
    ['with the next paragraph', '<p hidden>junk<p>V<b hidden>x</b>iagra'],
    ['with a block, where it is a paragraph', '<p hidden>junk<div>V<b hidden>x</b>iagra</div>'],
    ['with a line across', '<p hidden>junk<hr>Viagra'],
    ['with the next heading', '<h1 hidden>junk<h2>Viagra</h2>'],
    ['at the end tag of another heading', '<h1 hidden>junk</h3>Viagra'],
    ['at the end of what it is in', '<div><span hidden>junk</div>V<i hidden>x</i>iagra'],
    ['at the end of a list', '<ul><li hidden>junk</ul>V<i hidden>x</i>iagra'],
    ['with the next cell', '<table><tr><td hidden>junk<td>V<b hidden>x</b>iagra</table>'],
    ['with the next cell of a heading', '<table><tr><th hidden>junk<td>Viagra</table>'],
    ['with the next row', '<table><tr hidden><td>junk<tr><td>V<b hidden>x</b>iagra</table>'],
    ['with the next part of a table', '<table><tbody hidden><tr><td>junk<tfoot><tr><td>Viagra</table>'],
    ['with another table', '<table hidden><tr><table><tr><td>V<b hidden>x</b>iagra</table>'],
    ['with the list to choose from', '<select hidden>junk<select>V<b hidden>x</b>iagra'],
    ['with the caption', '<table><caption hidden>junk<tr><td>Viagra</table>'],
    ['at the end of the cell', '<table><tr><td><div hidden><span>junk</td><td>Viagra</table>'],
    ['with what a term means', '<dl><dt hidden>junk<dd>V<b hidden>x</b>iagra</dl>'],
    ['with the next term', '<dl><dd hidden>junk<dt>Viagra</dl>'],
    ['with the next choice', '<select><option hidden>junk<option>Viagra</select>'],
    ['with the next group of choices', '<select><optgroup hidden><option>junk<optgroup><option>Viagra</select>'],
    ['with the next link', '<a hidden>junk<a>V<b hidden>x</b>iagra'],
    ['with the next button', '<button hidden>junk<button>Viagra</button>'],
    ['with a block, where it is a picture', '<svg hidden>junk<p>Viagra'],
    ['at its end tag, whatever is open in it', 'V<div hidden><p><b>x</div>iagra'],
    ['at the end tag of emphasis, with a block open in it', 'V<b hidden>x<div>x</b>iagra</div>'],
    ['at the end tag of a field', 'V<textarea hidden><div></textarea>iagra'],
    ['at the end of a template', 'V<template><td>x</template>iagra'],
    ['at once, where it is empty', 'V<svg hidden/>iagra'],
    ['at once, in a picture', '<svg><g hidden/>Viagra</svg>'],
  ])('%s', (_where, html) => {
    expect(seen(html)).toBe('Viagra');
  });
});

describe('what is hidden does not end', () => {
  it.each([
    ['at an end tag of something that is not open', 'V<span hidden>x</div></p></i>x</span>iagra'],
    ['at its end tag, with a block open in it', 'V<span hidden>x<div></span>x</div></span>iagra'],
    ['at the end tag of something around a table', '<div>V<table hidden><tr><td>x</div>x</table>iagra</div>'],
    ['at the end tag of something within it', 'V<div hidden><div>x</div>x</div>iagra'],
    ['at an item of another list', 'V<ul hidden><li>x<ul><li>x</ul><li>x</ul>iagra'],
    ['with what is an item of nothing', 'V<div hidden>x<li>x<td>x<option>x</div>iagra'],
    ['at a paragraph within a button of it', 'V<p hidden>x<button><p>x</button>x</p>iagra'],
    ['with another of its kind, where such are no parts of it', 'V<span hidden>x<span>x</span>x</span>iagra'],
    ['at the end of a template in it', 'V<template>x<template>x</template>x</template>iagra'],
  ])('%s', (_where, html) => {
    expect(seen(html)).toBe('Viagra');
  });

  it('where it is XML, in which each element has its end tag', () => {
    expect(seen('V<p hidden="">x<div>x</div>x</p>iagra', 'xml')).toBe('Viagra');
    expect(seen('V<p hidden=""/>iagra', 'xml')).toBe('Viagra');
  });
});

describe('hides', () => {
  it.each([
    ['V<noframes>x</noframes>iagra'],
    ['V<noembed>x</noembed>iagra'],
    ['V<ruby><rp>x</rp></ruby>iagra'],
    ['V<rp>x</rp>iagra'],
    ['<body>V<title>x</title>iagra'],
    ['<head>V<title>x</title>iagra'],
    ['V<template>x</template>iagra'],
    ['V<i style="font:0/0 a">x</i>iagra'],
    ['V<i style="font: italic 700 0px arial">x</i>iagra'],
    ['V<i style="font:bold .5px/12px \'a\'">x</i>iagra'],
    ['V<i style="font-size:0.0em">x</i>iagra'],
    ['V<i style="opacity:+0">x</i>iagra'],
    ['V<i style="display:n\\6f ne">x</i>iagra'],
    ['V<i style="disp\\l\\00061y:no\\ne">x</i>iagra'],
    ['V<i style="display:none/* and so on">x</i>iagra'],
    ['V<i style="display:&#92;6eone">x</i>iagra'],
  ])('%s', (html) => {
    expect(seen(html)).toBe('Viagra');
  });

  it.each([
    ['<i style="font:12px/0 a">V<b hidden>x</b>iagra</i>'],
    ['<i style="font:12px / 0 a">V<b hidden>x</b>iagra</i>'],
    ['<i style="font:12px 0 a">V<b hidden>x</b>iagra</i>'],
    ['<i style="font:10px arial">V<b hidden>x</b>iagra</i>'],
    ['<i style="font:700 1em arial">V<b hidden>x</b>iagra</i>'],
    ['<td hidden>V<b hidden>x</b>iagra'],
    ['<form><form hidden>V<b hidden>x</b>iagra</form>'],
    ['<i hidden/></i>V<b hidden>x</b>iagra'],
  ])('not: %s', (html) => {
    expect(seen(html)).toBe('Viagra');
  });

  it('not the title of a document', () => {
    expect(seen('<html> <head> <meta name=a> <title>News</title> </head><body>Viagra')).toBe('NewsViagra');
  });
});

/** The text as a browser has it on one line or on several. */
function lined(html: string): string {
  let text = '';
  let hidden = false;
  const reading = new HtmlText({
    text: (piece) => (text += hidden ? '' : piece),
    doubtfulBreak: () => undefined,
    url: () => undefined,
    hides: (now) => (hidden = now),
  });
  for (const character of html) reading.write(character);
  reading.end();
  return text;
}

describe('a word goes on', () => {
  it.each(
    [
      ...'</h1> </div> </td> </tr> </table> </ol> </li> </center> </form> </section> </caption> </title> </dd> </option>'.split(' '),
      ...'<td> <th> <tr> <tbody> <caption> <td></td> <head> </head> <body> </body> <html> </html> <frameset> </frameset>'.split(' '),
      '<br hidden>',
      '<hr hidden>',
      '<br style="display:none">',
      '<hr style="display:none"/>',
      '<p hidden>x</p>',
      '<td hidden>',
      '<div style="display:inline">',
      '<p style="display: inline-block">',
      '<li style="disp\\6c ay:inline">',
      '<h1 style="display:contents">',
      '<div style="display:inline"></div>',
      '<form></form><b></form></b>',
    ].map((tag) => [tag]),
  )('over %s', (tag) => {
    expect(lined(`<body>vi${tag}agra`).replace(/^\n/, '')).toMatch(tag.startsWith('<form>') ? /^vi\n\nagra$/ : /^viagra$/);
  });

  it('over the end of a form in whose blocks it stands', () => {
    expect(lined('<body><form><div>vi</form>agra').trim()).toBe('viagra');
  });

  it('over the tags of blocks that are styled to stand in the line, one after the other', () => {
    expect(lined('<div>x<p style="display:inline">vi<p style="display:inline">ag</p>ra</div>')).toBe('\nxviagra\n');
  });
});

describe('text between the parts of a table stands in the line before it', () => {
  it.each([
    'vi<table>agra</table>',
    'vi<table><tr>ag<tr>ra<tr><td></table>',
    'vi<table> <tbody>\n <tr> <b>ag</b></tr> </tbody>ra<tr><td></table>',
    '<table><tr><td>vi<table>agra<tr><td></td></tr></table></td></tr></table>',
    'vi<table></center>agra',
    'vi<table><tr></td></center></li>agra',
  ])('%s', (html) => {
    expect(lined(`<body>${html}`).trim()).toBe('viagra');
  });

  it.each([
    'vi<table><tr><td>agra</table>',
    'vi<table><tr>\n<td>agra</td></tr></table>',
    '<table><tr><td>vi<tr><td>agra</table>',
    'vi<table></table>agra',
    'vi<table><tr>x<p>agra',
  ])('not: %s', (html) => {
    expect(lined(`<body>${html}`)).not.toContain('viagra');
  });

  it.each([
    'vi<table hidden>agra<tr><td>x</table>',
    'vi<table style="display:none"><tbody hidden><tr hidden>agra<tr><td>x</table>',
    '<table><tr hidden>vi<tr>agra<tr><td></table>',
  ])('and is not hidden by the table: %s', (html) => {
    expect(seen(html)).toBe('viagra');
  });

  it.each([
    '<div hidden><table>x</table></div>',
    '<table hidden><tr><td><table>x</table></table>',
    '<table><b hidden>x</b></table>',
    '<table hidden><tr><td>x</table>',
  ])('but by what is around the table, or around the text: %s', (html) => {
    expect(seen(html)).toBe('');
  });

  it.each(['vi<table hidden><tr><td>x</table>agra', 'vi<table><tr hidden>agra</table>', 'vi<table><b hidden>x</b>agra</table>', 'vi<table><form>agra</table>'])(
    'and where nothing is seen of the table there is no line: %s',
    (html) => {
      expect(lined(`<body>${html}`).trim()).toBe('viagra');
    },
  );

  it.each([
    'vi<table hidden>\r\n</table>agra',
    'vi<table hidden>\r\n <!-- --> <tr>\r\n<td>x</td>\r\n<td>y</td>\r\n</tr>\r\n</table>agra',
    'vi<table hidden>\n<tr>\n<td>x</td>\n</tr>agra</table>',
    'vi<table hidden>ag<tr>\n<td>x</td>\n</tr>\n</table>ra',
    'vi<table hidden><tr><td><table><tr><td>x</td></tr></table></td></tr></table>agra',
    'vi<table hidden><tr><td>\n<table>\n<tr>\n<td>x</td>\n</tr>\n</table>\n</td></tr></table>agra',
  ])('and there is no line, however the hidden table is written: %s', (html) => {
    expect(lined(`<body>${html}`).trim()).toBe('viagra');
  });

  it.each(['<table hidden><b><a>vi<table hidden>agra', 'vi<table hidden>vi<p hidden><table hidden>agra'])(
    'nor where a table ends another one that is hidden: %s',
    (html) => {
      expect(lined(`<body>${html}`)).toContain('viagra');
    },
  );

  it.each(['vi<table hidden><tr><td>x</table>agra', '<b>vi<table hidden>\n<tr>\n<td>x</td>\n</table>agra</b>'])(
    'nor where the table is in a paragraph, which some readers end and others do not: %s',
    (html) => {
      expect(lined(`<body><p>${html}</p>`).trim()).toBe('viagra');
    },
  );

  it.each([
    'vi<table>\n</table>agra',
    'vi<table><tr hidden>\n<td>x</td></tr></table>agra',
    '<p>vi<table><tr><td></table>agra',
    '<table hidden><tr><td>x</table><p>vi<p>agra',
    '<table>vi<tr hidden>\u00a0agra',
  ])('but where something is: %s', (html) => {
    expect(lined(`<body>${html}`)).toMatch(/vi\s+agra/);
  });

  it('is of the body where no script runs', () => {
    expect(lined('<noscript>vi<frameset>agra')).toContain('viagra');
  });

  it('with its own white space', () => {
    expect(lined('<body>free <table>gold <tr><b>coins</b> now</table>').trim()).toBe('free gold coins now');
  });
});

/** The texts that are told: that of a simple reader, and those of others that have begun, each with what was before it. */
function readings(html: string): string[] {
  const texts: { text: string }[] = [];
  const visitorOf = (before: string): HtmlVisitor => {
    const shown = { text: before };
    texts.push(shown);
    let hidden = false;
    return {
      text: (piece) => (shown.text += hidden ? '' : piece),
      doubtfulBreak: () => undefined,
      url: () => undefined,
      hides: (now) => (hidden = now),
      otherReading: () => visitorOf(shown.text),
    };
  };
  const reading = new HtmlText(visitorOf(''));
  for (const character of html) reading.write(character);
  reading.end();
  return texts.map(({ text }) => text.trim());
}

describe('what is for readers without scripts', () => {
  it.each([
    ['in the head ends with the first thing that is none of it, hidden or not', '<noscript hidden>vi</ul>agra'],
    ['the same, behind what may be in it', '<head><noscript hidden><link> <noscript></p>vi<title>x</title>agra'],
    ['the same, behind a title', '<title hidden></title><noscript hidden>vi<b hidden>x</b>agra'],
    ['the same, with a part of a table', '<noscript hidden>vi<tr>agra'],
    ['behind the head hides what is in it', 'vi<noscript hidden>x</noscript>agra'],
    ['behind the head hides what is in it, before any text', '<head></head><noscript hidden>x</noscript>viagra'],
    ['at the end of the head is over with it', '<noscript hidden></noscript></head>viagra'],
  ])('%s', (_how, html) => {
    expect(readings(html)[0]).toMatch(/^x?viagra$/);
  });

  it.each([
    ['nothing to others', 'vi<noscript>no</noscript>agra'],
    ['nothing to others, tags and all', 'vi<noscript><b title="</noscript>agra'],
    ['nothing to others, more than once', 'v<noscript>no</noscript>i<noscript>no</noscript>agra'],
    ['nothing to browsers, where those read otherwise before', '<xmp><b></xmp>vi<noscript>no</noscript>agra'],
    ['nothing to browsers, where those read otherwise behind it', 'vi<noscript>no</noscript>agra<xmp><b></xmp>'],
  ])('is %s', (_how, html) => {
    const found = readings(html);
    expect(found.some((text) => text.includes('viagra'))).toBe(true);
    expect(found.length).toBeLessThanOrEqual(3);
    // Where it is read, too.
    expect(found[0]).not.toContain('viagra');
  });

  it('is begun once, however often it comes', () => {
    expect(readings('<noscript>a</noscript><svg><style>b</style></svg>'.repeat(100))).toHaveLength(3);
  });
});

describe('a line ends', () => {
  it.each(
    ['<p>', '</p>', '<br>', '</br>', '<hr>', '<div>', '<div></div>', '<table><tr><td>', '<li>', '<option>', '<section style="color:red">', '<br/>'].map(
      (tag) => [tag],
    ),
  )('at %s', (tag) => {
    expect(lined(`<body>vi${tag}agra`)).toMatch(/vi[\n ]+agra/);
  });

  it.each([
    ['<p>vi<hr hidden>agra'],
    ['<p>vi<div style="display:inline">agra'],
    ['<h1>vi</h2>agra'],
    ['<form>vi</form>agra'],
    ['<form><p>vi</form>agra'],
    ['<table><tr><td>vi</td><td>agra</table>'],
    ['<div><b>vi</div>agra'],
    ['<div style="display:inline"><div>vi</div></div>agra'],
  ])('in %s', (html) => {
    expect(lined(html)).toMatch(/vi[\n ]+agra/);
  });
});

/** Milliseconds of the processor. */
function costOf(begin: string, piece: string): number {
  const html = new HtmlText({ text: () => undefined, url: () => undefined, hides: () => undefined }, 'xml');
  html.write(begin);
  const before = process.cpuUsage();
  html.write(piece.repeat(15_000));
  const { user, system } = process.cpuUsage(before);
  html.end();
  return (user + system) / 1000;
}

it('reads text in the head at the cost of other text, whatever is open there', () => {
  const rounds = Array.from({ length: 4 }, () => ({
    plain: costOf('<body>'.repeat(4090), 'a<meta>'),
    hostile: costOf(`${'<noscript>'.repeat(4090)}<template>`, 'a<meta>'),
  }));
  // It is twice as much at most; to walk through all that is open costs forty times as much and more.
  expect(Math.min(...rounds.map(({ hostile }) => hostile))).toBeLessThan(10 * Math.min(...rounds.map(({ plain }) => plain)));
});

it('bears elements without end, and end tags without beginning', () => {
  const html = new HtmlText({ text: () => undefined, url: () => undefined, hides: () => undefined });
  const pieces = [
    '<p><button>',
    '<i hidden>',
    '<div>',
    '</p>',
    '</x>',
    '<li>',
    '</div>',
    '<table><td>',
    '<x>',
    '</table>',
    '<p>',
    '<a>',
    '<svg>',
    '<b>',
    '</h1>',
  ];
  for (const piece of pieces) for (let count = 0; count < 4; count += 1) html.write(piece.repeat(5000));
  html.end();
});
