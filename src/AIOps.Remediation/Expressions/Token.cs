namespace AIOps.Remediation.Expressions;

/// <summary>A token of an expression with its column, from 1.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, double Number, int Column);
