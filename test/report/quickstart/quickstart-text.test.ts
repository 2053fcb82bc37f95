import { expect, it } from 'vitest';
import { stoppedText } from '../../../src/report/quickstart/quickstart-text.js';

it('a quickstart that was stopped names what is saved', () => {
  expect(stoppedText(['models/a.json', 'models/b.json'])).toBe(
    'stopped on request while training; what was learned is saved: models/a.json, models/b.json',
  );
});
