namespace AIOps.Remediation.Planning;

/// <summary>Why a run may not act; an on-call reads it.</summary>
/// <param name="Code">Stable short name of the rule, for example <c>cooldown</c>.</param>
/// <param name="Text">One sentence with the numbers that it rests on.</param>
/// <param name="Passing">True when waiting may remove it.</param>
public sealed record Refusal(string Code, string Text, bool Passing)
{
    /// <summary>"code: text", as it stands in <see cref="Contracts.Runs.Run.Reason"/>.</summary>
    public override string ToString() => $"{Code}: {Text}";
}
