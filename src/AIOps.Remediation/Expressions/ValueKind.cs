namespace AIOps.Remediation.Expressions;

/// <summary>Type of a value in an expression; known before anything is evaluated.</summary>
public enum ValueKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A list of texts; a comparison with it asks whether any of them fits.</summary>
    TextList,
}
