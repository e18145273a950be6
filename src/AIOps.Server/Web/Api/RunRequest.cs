namespace AIOps.Server.Web.Api;

/// <summary>A person's word on a run: the hash of the plan that was seen (needed to approve), and why.</summary>
internal sealed record RunRequest(string? PlanHash = null, string? Note = null);
