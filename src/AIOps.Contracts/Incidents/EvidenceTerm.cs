namespace AIOps.Contracts.Incidents;

/// <summary>One additive term of a culprit's score, with the sentence that explains it.</summary>
/// <param name="Name">Name of the term, for example <c>resource</c>, <c>latency-unexplained</c>, <c>logs</c>, <c>change</c>, <c>state</c>.</param>
/// <param name="Value">Its contribution; negative terms argue against.</param>
/// <param name="Text">One sentence for people.</param>
public sealed record EvidenceTerm(string Name, double Value, string Text);
