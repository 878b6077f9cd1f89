import { addressIn } from './ari-caller-addresses';

it.each([
  ['192.0.2.1:5060', '192.0.2.1'],
  ['[2001:db8::1]:5060', '2001:db8::1'],
  ['192.0.2.1', '192.0.2.1'],
  ['', undefined],
  ['(null)', undefined],
  ['<script>:1', undefined],
])('reads the address in %j', (told, address) => {
  expect(addressIn(told)).toBe(address);
});
