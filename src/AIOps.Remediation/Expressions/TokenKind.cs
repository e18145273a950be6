namespace AIOps.Remediation.Expressions;

internal enum TokenKind
{
    End,
    Name,
    Text,
    Number,
    Symbol,
}
