/*
 * Addresses of the web, signatures, and numbers with check digits: the twin of forms/texts.py and forms/identifiers.py; see ../kinds.js.
 */

const IBAN_LENGTHS =
  "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23" +
  "GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28" +
  "NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";
const VIN_LETTERS = "ABCDEFGH-JKLMN-P-R-STUVWXYZ";
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

function parseUrl(field, raw) {
  const match = /^(?:([A-Za-z]+):\/\/)?([^/?#:@ ]+)(:[0-9]{1,5})?([/?#][^ <>"\\]*)?$/u.exec(raw);
  const scheme = match ? (match[1] ?? "https").toLowerCase() : "";
  if (!/^https?$/.test(scheme) || characters(raw) > 2000 || !isHost(match[2])) return refused("not_a_url");
  return accepted(`${scheme}://${match[2].toLowerCase()}${match[3] || ""}${match[4] || ""}`);
}

function parseIban(field, raw) {
  const value = raw.replace(/ /g, "").toUpperCase();
  const at = /^[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]+$/.test(raw.replace(/ /g, "")) ? IBAN_LENGTHS.indexOf(value.slice(0, 2)) : -1;
  if (at < 0 || value.length !== Number(IBAN_LENGTHS.slice(at + 2, at + 4))) return refused("not_an_iban");
  let rest = 0;
  for (const character of value.slice(4) + value.slice(0, 4)) {
    const number = parseInt(character, 36);
    rest = (rest * (number < 10 ? 10 : 100) + number) % 97;
  }
  return rest === 1 ? accepted(value) : refused("wrong_check_digits");
}

function parseTaxId(field, raw) {
  const value = raw.replace(/ /g, "");
  if (!/^[1-9][0-9]{10}$/.test(value)) return refused("not_a_tax_id");
  const first = [...value.slice(0, 10)];
  const repeated = [...new Set(first)].map((digit) => first.filter((other) => other === digit).length).filter((count) => count > 1);
  let check = 10;
  for (const digit of first) check = (((check + Number(digit)) % 10 || 10) * 2) % 11;
  const right = repeated.length === 1 && repeated[0] <= 3 && (11 - check) % 10 === Number(value[10]);
  return right ? accepted(value) : refused("wrong_check_digits");
}

function parsePlate(field, raw) {
  const match = /^([A-Za-zÄÖÜäöü]{1,3})(?: ?- ?| )([A-Za-z]{1,2})[ -]?([1-9][0-9]{0,3}) ?([HEhe]?)$/.exec(raw);
  if (!match || match.slice(1).join("").length > 8) return refused("not_a_plate");
  return accepted(`${match[1]}-${match[2]} ${match[3]}${match[4]}`.toUpperCase());
}

function parseVin(field, raw) {
  const value = raw.replace(/ /g, "").toUpperCase();
  if (!/^[A-HJ-NPR-Za-hj-npr-z0-9]{17}$/.test(raw.replace(/ /g, ""))) return refused("not_a_vin");
  const worth = (character) => (character <= "9" ? Number(character) : (VIN_LETTERS.indexOf(character) % 9) + 1);
  const total = [...value].reduce((sum, character, place) => sum + VIN_WEIGHTS[place] * worth(character), 0);
  return !field.check_digit || "0123456789X"[total % 11] === value[8] ? accepted(value) : refused("wrong_check_digits");
}

function parseSignature(field, raw) {
  const length = characters(raw);
  if (length > 250) return refused("too_long", { maximum: 250, length });
  return (raw.match(/\p{L}/gu) || []).length < 2 ? refused("not_a_signature") : accepted(raw);
}

Object.assign(PARSERS, {
  url: parseUrl,
  iban: parseIban,
  tax_id: parseTaxId,
  plate: parsePlate,
  vin: parseVin,
  signature: parseSignature,
});

MISSING.signature = "required_signature";
