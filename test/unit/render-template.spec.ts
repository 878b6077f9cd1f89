import { renderTemplate } from '../../scripts/lib/render-template.cjs';

describe('renderTemplate', () => {
  it('puts values in the place of names, as often as they occur', () => {
    expect(renderTemplate('bind = {{ip}}:{{port}} ; {{port}}', { ip: '127.0.0.1', port: 5060 })).toBe(
      'bind = 127.0.0.1:5060 ; 5060',
    );
  });

  it("leaves Asterisk's own ${…} alone, and does not read a value as a template", () => {
    expect(renderTemplate('${EXTEN} {{a}}', { a: '{{b}}$&' })).toBe('${EXTEN} {{b}}$&');
  });

  it.each(['{{toString}}', '{{missing}}'])('refuses %s, which has no value', (template) => {
    expect(() => renderTemplate(template, {})).toThrow('has no value');
  });

  it.each(['a\nexten = s,1,System(x)', 'a\rb', 'secret;rest'])('refuses the value %j', (value) => {
    expect(() => renderTemplate('password = {{p}}', { p: value })).toThrow('line break or a semicolon');
  });
});
