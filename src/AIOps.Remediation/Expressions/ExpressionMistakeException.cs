namespace AIOps.Remediation.Expressions;

/// <summary>Carries a mistake out of the recursive descent; never leaves <see cref="Expression.TryParse"/>.</summary>
internal sealed class ExpressionMistakeException(string message) : Exception(message);
