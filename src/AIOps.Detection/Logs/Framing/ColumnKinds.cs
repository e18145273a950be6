namespace AIOps.Detection.Logs.Framing;

/// <summary>What a column of a header can be, by the shape of one word.</summary>
[Flags]
internal enum ColumnKinds : byte
{
    None = 0,

    /// <summary>A date, a time of day, an epoch, a month's or a day's name.</summary>
    Time = 1,

    /// <summary>A severity word.</summary>
    Severity = 2,

    /// <summary>One capital letter that stands for a severity.</summary>
    Letter = 4,

    /// <summary>A whole number.</summary>
    Number = 8,

    /// <summary>In brackets.</summary>
    Bracketed = 16,

    /// <summary>Only punctuation.</summary>
    Dash = 32,

    /// <summary>Followed by two blanks or a tab, as in aligned columns.</summary>
    Padded = 64,
}
