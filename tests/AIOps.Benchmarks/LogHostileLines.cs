using System.Text;

namespace AIOps.Benchmarks;

/// <summary>Lines made to hurt a log miner: random words, binary, ever growing variety, escape sequences, bidirectional overrides, long lines.</summary>
internal sealed class LogHostileLines(int seed)
{
    private readonly Random _random = new(seed);
    private readonly byte[] _long = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("x y=1 ", 1 << 18)));
    private readonly byte[] _buffer = new byte[1024];
    private long _line;

    /// <summary>The next line; valid until the next call.</summary>
    /// <param name="longLines">Whether a line in 100,000 is of more than 1 MB.</param>
    public ReadOnlySpan<byte> Next(bool longLines = true)
    {
        _line++;
        if (longLines && _line % 100_000 == 0)
        {
            return _long;
        }

        var length = 0;
        switch (_line % 16)
        {
            case 0:
                length = 64 + _random.Next(128);
                _random.NextBytes(_buffer.AsSpan(0, length));
                break;
            case 1:
                Put("\u001b[3"u8, ref length);
                Word(ref length);
                Put("m\u202e "u8, ref length);
                Words(4, ref length);
                break;
            case 2:
                for (var i = 0; i < 40; i++)
                {
                    Put("a="u8, ref length);
                    Word(ref length);
                    Put(" "u8, ref length);
                }

                break;
            default:
                Words(4 + _random.Next(10), ref length);
                break;
        }

        return _buffer.AsSpan(0, length);
    }

    private void Words(int count, ref int length)
    {
        for (var i = 0; i < count; i++)
        {
            Word(ref length);
            Put(" "u8, ref length);
        }
    }

    private void Word(ref int length)
    {
        var letters = 3 + _random.Next(8);
        for (var i = 0; i < letters; i++)
        {
            _buffer[length++] = (byte)('a' + _random.Next(26));
        }
    }

    private void Put(ReadOnlySpan<byte> text, ref int length)
    {
        text.CopyTo(_buffer.AsSpan(length));
        length += text.Length;
    }
}
