namespace AIOps.Detection.Logs.Mining;

/// <summary>The look of a word.</summary>
[Flags]
internal enum TokenKinds : byte
{
    None = 0,

    /// <summary>No word at all.</summary>
    Empty = 1,

    /// <summary>Holds a variable part.</summary>
    Variable = 2,

    /// <summary>Holds letters.</summary>
    Letters = 4,

    /// <summary>Reads like a name of a program: capitals after small letters, or joiners inside.</summary>
    Identifier = 8,

    /// <summary>Only capitals.</summary>
    Capitals = 16,

    /// <summary>Joined by dots or at-signs, as names of hosts, packages and files are.</summary>
    Dotted = 32,

    /// <summary>Begins with a capital letter.</summary>
    Capitalised = 64,
}
