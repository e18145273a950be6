namespace AIOps.Remediation.Runbooks;

/// <summary>What is wrong in a runbook's file, where, and what to write instead.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Line, from 1; 0 for a file that is not there.</param>
/// <param name="Key">Path of the key, for example <c>steps[1].timeout</c>; empty for the file as a whole.</param>
/// <param name="Value">The value found, cut to 80 characters.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record RunbookMistake(string File, int Line, string Key, string Value, string Problem, string Remedy)
{
    /// <summary>"file:line: key: 'value': problem; remedy".</summary>
    public override string ToString()
    {
        var key = Key.Length == 0 ? "" : $" {Key}:";
        var value = Value.Length == 0 ? "" : $" '{Value}':";
        return $"{File}{(Line == 0 ? "" : $":{Line}")}:{key}{value} {Problem}; {Remedy}";
    }
}
