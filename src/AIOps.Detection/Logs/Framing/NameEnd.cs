namespace AIOps.Detection.Logs.Framing;

/// <summary>How the name of a program, class or file behind a header's columns ends.</summary>
internal enum NameEnd
{
    /// <summary>There is none.</summary>
    None,

    /// <summary><c>name:</c>.</summary>
    Colon,

    /// <summary><c>name -</c>.</summary>
    Dash,

    /// <summary><c>file:line]</c>.</summary>
    Bracket,
}
