namespace AIOps.Detection.Logs.Mining;

/// <summary>
/// Turns a record into its masked pattern in one pass over the bytes: runs of blanks become one, words that are variable by their shape become
/// <see cref="Wild"/>. Buffers are reused, so a call allocates nothing.
/// </summary>
internal sealed class RecordMasker
{
    /// <summary>Stands for a variable part in a masked pattern; control bytes of the input are blanks, so it cannot occur otherwise.</summary>
    public const byte Wild = 1;

    /// <summary>Most bytes of a record that are looked at.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Most words that are looked at.</summary>
    public const int MaxWords = 256;

    private readonly byte[] _masked = new byte[MaxBytes + MaxWords + 8];
    private readonly Slot[] _slots = new Slot[(MaxWords * 4) + 8];
    private int _length;
    private int _slotCount;

    /// <summary>The masked pattern of the last record.</summary>
    public ReadOnlySpan<byte> Masked => _masked.AsSpan(0, _length);

    /// <summary>Where the variable parts of the last record stand.</summary>
    public ReadOnlySpan<Slot> Slots => _slots.AsSpan(0, _slotCount);

    /// <summary>True when the last record was cut at a limit.</summary>
    public bool Cut { get; private set; }

    /// <summary>True when the last record is not text.</summary>
    public bool Binary { get; private set; }

    /// <summary>Masks a record.</summary>
    public void Mask(ReadOnlySpan<byte> record)
    {
        Cut = record.Length > MaxBytes;
        var text = Cut ? record[..MaxBytes] : record;
        _length = 0;
        _slotCount = 0;
        var table = ByteClass.Table;
        var words = 0;
        var blank = false;
        var controls = 0;
        byte before = 0;
        var i = 0;
        while (i < text.Length)
        {
            var value = text[i];
            var kind = table[value];
            if (kind == ByteClass.Space)
            {
                if (value < 32 && value is not (9 or 10 or 13))
                {
                    controls++;
                    if (value == 27)
                    {
                        i += WordShapes.EscapeLength(text[i..]) - 1;
                    }
                }

                blank = true;
                before = 0;
                i++;
                continue;
            }

            if (blank)
            {
                blank = false;
                if (_length > 0)
                {
                    _masked[_length++] = (byte)' ';
                }
            }

            if (kind == ByteClass.Separator && !WordShapes.StartsNumber(text, i))
            {
                _masked[_length++] = value;
                if (before == (byte)'=' && value is (byte)'"' or (byte)'\'' && WordShapes.Quoted(text, i, value) is > 0 and var closing)
                {
                    Variable(i + 1, closing, soft: !text[(i + 1)..closing].ContainsAnyInRange((byte)'0', (byte)'9'));
                    i = closing;
                    before = 0;
                    continue;
                }

                // the value of key=[value] is a value too
                before = before == (byte)'=' && value == (byte)'[' ? before : value;
                i++;
                continue;
            }

            if (text.Length - i > 12 && Calendar.DateLength(text[i..]) is > 0 and var date)
            {
                Variable(i, i + date, soft: false);
                words++;
                before = 0;
                i += date;
                continue;
            }

            if (++words > MaxWords)
            {
                Cut = true;
                break;
            }

            var start = i;
            var seen = kind;
            i++;
            while (i < text.Length)
            {
                kind = table[text[i]];
                if ((kind & ByteClass.Word) != 0)
                {
                    seen |= kind;
                    i++;
                }
                else if (text[i] == (byte)':' && i + 1 < text.Length && WordShapes.Continues(text, start, i, seen))
                {
                    seen |= text[i + 1] == (byte)'/' ? ByteClass.Slash : (byte)(ByteClass.Digit | ByteClass.Colon);
                    i++;
                }
                else if (text[i] == (byte)'=' && (seen & ByteClass.Slash) != 0 && text[start..i].Contains((byte)'?'))
                {
                    // the query of a URL
                    i++;
                }
                else
                {
                    break;
                }
            }

            if (before == (byte)'=' && i < text.Length && text[i] is (byte)'{' or (byte)'(' or (byte)'[')
            {
                i += WordShapes.BalancedLength(text[i..]);
            }

            Word(text, start, i, seen, before);
            before = 0;
        }

        Binary = controls > 8 && controls * 10 > text.Length;
        if (Binary)
        {
            _length = 0;
            _slotCount = 0;
            "binary record"u8.CopyTo(_masked);
            _length = 13;
        }
    }

    private void Word(ReadOnlySpan<byte> text, int start, int end, byte seen, byte before)
    {
        // punctuation that ends a sentence is no part of the word
        var core = end;
        while (core > start && text[core - 1] is (byte)'.' or (byte)'-' or (byte)'~' or (byte)'^' or (byte)'`')
        {
            core--;
        }

        if (core == start)
        {
            Copy(text[start..end]);
            return;
        }

        var word = text[start..core];
        var digits = (seen & ByteClass.Digit) != 0;
        if (before == (byte)'=')
        {
            // the two states of a switch are two messages; any other value of a key is a value
            if (WordShapes.IsSwitch(word))
            {
                Copy(word);
            }
            else
            {
                Variable(start, core, soft: (seen & (ByteClass.Digit | ByteClass.Joiner | ByteClass.Slash)) == 0);
            }
        }
        else if (word.Length > WordShapes.MaxWord)
        {
            Variable(start, core, soft: false);
        }
        else if ((seen & ByteClass.Slash) != 0)
        {
            if (WordShapes.IsPath(word, digits))
            {
                // a path may end with a dot
                core = end;
                Variable(start, core, soft: false);
            }
            else
            {
                Copy(word);
            }
        }
        else if (digits)
        {
            if ((seen & ByteClass.Colon) != 0)
            {
                if (!JoinsDate(text, start, core))
                {
                    Variable(start, core, soft: false);
                }
            }
            else
            {
                Pieces(text, start, core, isKey: end < text.Length && text[end] == (byte)'=');
            }
        }
        else if ((seen & ByteClass.Joiner) != 0 && WordShapes.IsAddress(word))
        {
            Variable(start, core, soft: false);
        }
        else if (word.Length <= 3 && _length >= 2 && _masked[_length - 1] == (byte)' ' && _masked[_length - 2] == Wild && (WordShapes.IsByteUnit(word) || IsZone(text, word)))
        {
            // "5.2 KB", "310 B" and "12:00:00 UTC" are one value
            _length--;
            var size = _slots[_slotCount - 1];
            _slots[_slotCount - 1] = new Slot(size.Start, core - size.Start, Soft: false);
        }
        else
        {
            Copy(word);
        }

        if (core < end)
        {
            Copy(text[core..end]);
        }
    }

    // "2026-01-05 12:00:00" is one value
    private bool JoinsDate(ReadOnlySpan<byte> text, int start, int end)
    {
        if (_length < 2 || _slotCount == 0 || _masked[_length - 1] != (byte)' ' || _masked[_length - 2] != Wild)
        {
            return false;
        }

        var last = _slots[_slotCount - 1];
        var date = text.Slice(last.Start, last.Length);
        if (date.Length is < 8 or > 10 || date.IndexOfAny("-/."u8) is not (2 or 4) || date.ContainsAnyExceptInRange((byte)'-', (byte)'9') || !text[start..end].Contains((byte)':'))
        {
            return false;
        }

        _length--;
        _slots[_slotCount - 1] = new Slot(last.Start, end - last.Start, Soft: false);
        return true;
    }

    private bool IsZone(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        word.Length == 3 && word[2] is (byte)'T' or (byte)'C' && word[0] is >= (byte)'A' and <= (byte)'Z' && word[1] is >= (byte)'A' and <= (byte)'Z'
        && text.Slice(_slots[_slotCount - 1].Start, _slots[_slotCount - 1].Length).Count((byte)':') == 2;

    // A word with a digit: the pieces between joiners are judged one by one, neighbours that are both variable become one.
    private void Pieces(ReadOnlySpan<byte> text, int start, int end, bool isKey)
    {
        var table = ByteClass.Table;
        var length = _length;
        var slots = _slotCount;
        var pieces = 0;
        var variable = 0;
        var joined = -1;
        var i = start;
        while (i < end)
        {
            var from = i;
            byte seen = 0;
            if (text[i] is (byte)'-' or (byte)'+' or (byte)'<' or (byte)'>' && i == start && i + 1 < end && table[text[i + 1]] == ByteClass.Digit)
            {
                i++;
            }

            while (i < end)
            {
                var kind = table[text[i]];
                if ((kind & (ByteClass.Letter | ByteClass.Digit)) != 0 || text[i] == (byte)':')
                {
                    seen |= kind;
                    i++;
                }
                else if (text[i] == (byte)'-' && i > from && text[i - 1] == (byte)'_' && i + 1 < end && table[text[i + 1]] == ByteClass.Digit)
                {
                    i++;
                }
                else
                {
                    break;
                }
            }

            if (i > from)
            {
                pieces++;
                if ((seen & ByteClass.Digit) != 0 && !(isKey && i == end && (seen & ByteClass.Letter) != 0))
                {
                    variable++;
                    if (joined >= 0 && _length - joined == 2)
                    {
                        _length = joined + 1;
                        var last = _slots[_slotCount - 1];
                        _slots[_slotCount - 1] = new Slot(last.Start, i - last.Start, last.Soft);
                    }
                    else
                    {
                        Variable(from, i, soft: table[text[from]] == ByteClass.Letter);
                    }

                    joined = _length - 1;
                }
                else
                {
                    joined = -1;
                    Copy(text[from..i]);
                }
            }

            if (i < end)
            {
                _masked[_length++] = text[i++];
            }
        }

        if (variable * 2 >= pieces && variable < pieces && pieces > 2)
        {
            _length = length;
            _slotCount = slots;
            Variable(start, end, soft: table[text[start]] == ByteClass.Letter);
        }
    }

    private void Variable(int start, int end, bool soft)
    {
        _masked[_length++] = Wild;
        if (_slotCount < _slots.Length)
        {
            _slots[_slotCount++] = new Slot(start, end - start, soft);
        }
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_masked.AsSpan(_length));
        _length += bytes.Length;
    }
}
