namespace AIOps.Detection.Logs.Signals;

/// <summary>
/// The values of a parameter that takes few: states, methods, status codes. Values are kept as hashes. The set is closed when many records have shown no
/// other value, and each of its values came in both halves of them: what drifts (process ids, names of instances) never closes.
/// </summary>
internal sealed class ClosedSet
{
    private const int MaxValues = 12;
    private const int MaxLength = 32;
    private const int MinRecords = 500;
    private const int MinEach = 5;
    private const int MaxSurprises = 3;

    // codes are sparse, counts are dense
    private const double MaxDensity = 0.1;

    private readonly List<(ulong Hash, int Number, long Count, long First, long Last)> _values = [];
    private long _seen;
    private long _firstMs;
    private int _surprises;

    /// <summary>False once it is clear that the values are no closed set.</summary>
    public bool Alive { get; private set; } = true;

    /// <summary>How many values are known.</summary>
    public int Count => _values.Count;

    /// <summary>Records seen.</summary>
    public long Seen => _seen;

    /// <summary>Takes a value.</summary>
    /// <returns>True when the set was closed and the value is not in it.</returns>
    public bool Observe(ReadOnlySpan<byte> value, long timeMs, long learningMs)
    {
        if (!Alive)
        {
            return false;
        }

        if (!TryRead(value, out var hash, out var number))
        {
            End();
            return false;
        }

        _firstMs = _seen == 0 ? timeMs : _firstMs;
        _seen++;
        for (var i = 0; i < _values.Count; i++)
        {
            if (_values[i].Hash == hash)
            {
                var known = _values[i];
                _values[i] = known with { Count = known.Count + 1, Last = _seen };
                return false;
            }
        }

        var unseen = IsClosed && timeMs - _firstMs >= learningMs;
        if (_values.Count == MaxValues || (unseen && ++_surprises > MaxSurprises))
        {
            End();
            return false;
        }

        _values.Add((hash, number, 1, _seen, _seen));
        return unseen;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Alive);
        writer.Write(_seen);
        writer.Write(_firstMs);
        writer.Write(_surprises);
        writer.Write(_values.Count);
        foreach (var (hash, number, count, first, last) in _values)
        {
            writer.Write(hash);
            writer.Write(number);
            writer.Write(count);
            writer.Write(first);
            writer.Write(last);
        }
    }

    public static ClosedSet Read(BinaryReader reader)
    {
        var set = new ClosedSet { Alive = reader.ReadBoolean(), _seen = reader.ReadInt64(), _firstMs = reader.ReadInt64(), _surprises = reader.ReadInt32() };
        var count = reader.ReadInt32();
        if (count is < 0 or > MaxValues)
        {
            throw new InvalidDataException($"log checkpoint: {count} values of a parameter, at most {MaxValues} are possible");
        }

        for (var i = 0; i < count; i++)
        {
            set._values.Add((reader.ReadUInt64(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64()));
        }

        return set;
    }

    private bool IsClosed
    {
        get
        {
            if (_seen < MinRecords)
            {
                return false;
            }

            var numbers = 0;
            var (least, most) = (int.MaxValue, int.MinValue);
            foreach (var (_, number, count, first, last) in _values)
            {
                if (count < MinEach || first > _seen / 2 || last <= _seen / 2)
                {
                    return false;
                }

                if (number >= 0)
                {
                    numbers++;
                    (least, most) = (Math.Min(least, number), Math.Max(most, number));
                }
            }

            if (numbers == 0)
            {
                return true;
            }

            // a single number may be the id of something; a zero is a count of nothing, or a code of success
            return numbers == _values.Count && (numbers == 1 ? most == 0 : numbers <= MaxDensity * (most - least + 1));
        }
    }

    // Words, or codes of up to four digits; what mixes both names an instance.
    private static bool TryRead(ReadOnlySpan<byte> value, out ulong hash, out int number)
    {
        hash = 14_695_981_039_346_656_037;
        number = 0;
        var digits = 0;
        foreach (var letter in value)
        {
            hash = (hash ^ letter) * 1_099_511_628_211;
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
                number = (number * 10) + letter - '0';
            }
            else if ((uint)((letter | 32) - 'a') >= 26 && letter is not ((byte)'_' or (byte)'-' or (byte)'.'))
            {
                return false;
            }

            if (digits > 4)
            {
                return false;
            }
        }

        number = digits == value.Length ? number : -1;
        return value.Length is > 0 and <= MaxLength && (digits == 0 || digits == value.Length);
    }

    private void End()
    {
        Alive = false;
        _values.Clear();
    }
}
