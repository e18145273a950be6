namespace AIOps.Contracts.Storage;

/// <summary>A line of the audit: who did what, why and with which evidence. The store adds number, time and the hash chain.</summary>
/// <param name="Actor">A person's name, <c>aiops</c>, or <c>runbook:id@version</c>.</param>
/// <param name="Action">What was done, for example <c>run.step.dispatched</c>.</param>
/// <param name="Subject">To what: a run's, incident's or setting's id.</param>
/// <param name="Detail">JSON object with the rest; never secrets.</param>
public sealed record AuditEntry(string Actor, string Action, string Subject, string Detail = "{}");
