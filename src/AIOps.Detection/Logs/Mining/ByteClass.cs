namespace AIOps.Detection.Logs.Mining;

/// <summary>What a byte is to the masker.</summary>
internal static class ByteClass
{
    public const byte Space = 0;
    public const byte Letter = 1;
    public const byte Digit = 2;
    public const byte Joiner = 4;
    public const byte Slash = 8;
    public const byte Separator = 16;

    /// <summary>Not a class of a byte: a word that goes on behind a colon, such as an address or a time.</summary>
    public const byte Colon = 32;

    /// <summary>Bytes that make up a word.</summary>
    public const byte Word = Letter | Digit | Joiner | Slash;

    private static readonly byte[] _table = Build();

    public static ReadOnlySpan<byte> Table => _table;

    public static bool IsHex(byte value) => value is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f' or >= (byte)'A' and <= (byte)'F';

    private static byte[] Build()
    {
        var table = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            table[i] = (char)i switch
            {
                <= ' ' or (char)127 => Space,
                >= '0' and <= '9' => Digit,
                >= 'A' and <= 'Z' or >= 'a' and <= 'z' or '_' or >= (char)128 => Letter,
                '.' or '-' or '+' or '@' or '#' or '$' or '%' or '&' or '*' or '~' or '^' or '`' or '?' => Joiner,
                '/' or '\\' => Slash,
                _ => Separator,
            };
        }

        return table;
    }
}
